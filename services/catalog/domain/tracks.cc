#include "services/catalog/domain/tracks.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/domain/recording.h"
#include "services/catalog/domain/track_writer.h"
#include "services/catalog/domain/write_once.h"
#include "services/catalog/model/track_change.h"
#include "services/catalog/storage/account_store.h"
#include "services/catalog/storage/track_deletion.h"
#include "services/catalog/storage/track_keys.h"
#include "services/catalog/storage/track_store.h"
#include "services/catalog/storage/work_store.h"

namespace ritornello::catalog {
namespace {

// The fields that an update may name, as on the wire.
template <typename T>
struct Field {
  absl::string_view name;
  T Track::*member;
};
constexpr Field<std::string> kTexts[] = {
    {"title", &Track::title},
    {"isrc", &Track::isrc},
    {"album", &Track::album},
    {"declared_key", &Track::declared_key}};
constexpr Field<std::vector<std::string>> kLists[] = {
    {"artists", &Track::artists},         {"moods", &Track::moods},
    {"instruments", &Track::instruments}, {"uses", &Track::uses},
    {"genres", &Track::genres},           {"keywords", &Track::keywords}};

absl::Status CopyField(absl::string_view name, const Track& from, Track& to) {
  for (const auto& field : kTexts) {
    if (field.name == name) {
      to.*field.member = from.*field.member;
      return absl::OkStatus();
    }
  }
  for (const auto& field : kLists) {
    if (field.name == name) {
      to.*field.member = from.*field.member;
      return absl::OkStatus();
    }
  }
  if (name == "declared_tempo_bpm") {
    to.declared_tempo_bpm = from.declared_tempo_bpm;
    return absl::OkStatus();
  }
  if (name == "works") {
    to.works = from.works;
    return absl::OkStatus();
  }
  if (name == "versions") {
    to.versions = from.versions;
    return absl::OkStatus();
  }
  return InvalidField(
      "update_mask",
      absl::StrCat("\"", name, "\" is no field of a track that can change"));
}

// Locked, so that whoever shares them anew finds the track among theirs.
absl::Status RequireWorks(sql::Transaction& transaction, const Track& track) {
  std::set<WorkKey> works;
  for (const WorkPart& part : track.works) {
    works.insert({track.key.account_id, part.work_id});
  }
  RITORNELLO_ASSIGN_OR_RETURN(const auto found, LockWorks(transaction, works));
  for (const WorkKey& work : works) {
    if (found.count(work) == 0) return WorkNotFound(work);
  }
  return absl::OkStatus();
}

absl::Status Taken(const Track& track) {
  return WithReason(
      absl::AlreadyExistsError(absl::StrCat(
          "client_reference \"", track.client_reference, "\" is taken in ",
          AccountName(track.key.account_id), ": update that track instead")),
      "CLIENT_REFERENCE_TAKEN", {{"client_reference", track.client_reference}});
}

// How many of what holds a track are named; there may be more.
constexpr size_t kHolderCountMax = 10;

absl::Status RequireFree(sql::Connection& connection, const TrackKey& key) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<std::string> holders,
                              NamesThatHold(connection, key, kHolderCountMax));
  if (holders.empty()) return absl::OkStatus();
  const std::string names = absl::StrJoin(holders, ", ");
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat(
          NameOf(key), " is spoken of by ", names,
          ": a track that was offered or agreed upon stays, and its placements "
          "can be ended; a submission that is still a draft lets it go when it "
          "gets other tracks")),
      "TRACK_IN_USE", {{"track", NameOf(key)}, {"holders", names}});
}

}  // namespace

absl::StatusOr<Track> Tracks::Create(Track track,
                                     const request_log::Request& request) {
  RITORNELLO_RETURN_IF_ERROR(
      WithFieldPrefix(Normalize(track, vocabulary_), "track"));
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::string name,
      WriteOnce(pool_, clock_, request,
                [&](sql::Transaction& transaction,
                    absl::Time now) -> absl::StatusOr<std::string> {
                  RITORNELLO_RETURN_IF_ERROR(
                      GetAccount(transaction.connection(), track.key.account_id)
                          .status());
                  RITORNELLO_RETURN_IF_ERROR(RequireWorks(transaction, track));
                  const TrackChange change = *PlanChange(nullptr, track, now);
                  const absl::Status written = WriteChanges(
                      transaction, vocabulary_, std::span(&change, 1), now);
                  if (absl::IsAlreadyExists(written)) return Taken(track);
                  RITORNELLO_RETURN_IF_ERROR(written);
                  return NameOf(change.track.key);
                }));
  wake_();
  return Read(name);
}

absl::StatusOr<Track> Tracks::Update(const Track& track,
                                     std::span<const std::string> mask,
                                     std::optional<int64_t> expected_revision,
                                     const request_log::Request& request) {
  const std::string name = NameOf(track.key);
  const auto written = WriteOnce(
      pool_, clock_, request,
      [&](sql::Transaction& transaction,
          absl::Time now) -> absl::StatusOr<std::string> {
        RITORNELLO_RETURN_IF_ERROR(
            LockTracks(transaction, {track.key}).status());
        RITORNELLO_ASSIGN_OR_RETURN(
            const Track before,
            GetTrack(transaction.connection(), track.key, WithReports::kNo));
        RITORNELLO_RETURN_IF_ERROR(
            RequireRevision(expected_revision, before.revision, name));
        Track after = before;
        for (const std::string& field : mask) {
          RITORNELLO_RETURN_IF_ERROR(CopyField(field, track, after));
        }
        RITORNELLO_RETURN_IF_ERROR(
            WithFieldPrefix(Normalize(after, vocabulary_), "track"));
        const bool has_other_works = after.works != before.works;
        const auto change = PlanChange(&before, std::move(after), now);
        if (!change.has_value()) return name;
        // Tracks are locked before works.
        RITORNELLO_RETURN_IF_ERROR(
            LockJoined(transaction, before, change->track));
        if (has_other_works) {
          RITORNELLO_RETURN_IF_ERROR(RequireWorks(transaction, change->track));
        }
        RITORNELLO_RETURN_IF_ERROR(WriteChanges(transaction, vocabulary_,
                                                std::span(&*change, 1), now));
        return name;
      });
  RITORNELLO_RETURN_IF_ERROR(written.status());
  wake_();
  return Read(name);
}

absl::Status Tracks::Delete(const TrackKey& key,
                            const request_log::Request& request) {
  const auto work = [&](sql::Transaction& transaction,
                        absl::Time) -> absl::StatusOr<std::string> {
    RITORNELLO_ASSIGN_OR_RETURN(const std::set<TrackKey> locked,
                                LockTracks(transaction, {key}));
    if (locked.empty()) return TrackNotFound(key);
    RITORNELLO_RETURN_IF_ERROR(RequireFree(transaction.connection(), key));
    RITORNELLO_RETURN_IF_ERROR(DeleteTrack(transaction, key));
    return NameOf(key);
  };
  return WriteOnce(pool_, clock_, request, work).status();
}

absl::StatusOr<Track> Tracks::Read(const std::string& name) {
  RITORNELLO_ASSIGN_OR_RETURN(const TrackKey key, ParseTrackName("name", name));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool_.Borrow());
  return GetTrack(*connection, key, WithReports::kYes);
}

}  // namespace ritornello::catalog
