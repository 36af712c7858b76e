#include "services/catalog/domain/recording.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/status/check.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/storage/outlet_store.h"
#include "services/catalog/storage/placement_store.h"
#include "services/catalog/storage/track_keys.h"

namespace ritornello::catalog {
namespace {

// All that exclusivity is about in recordings, each of which is a set of
// tracks. Cost: two statements for each sql::kInListSizeMax tracks.
absl::StatusOr<std::vector<Recording>> Fill(
    sql::Connection& connection, std::vector<std::set<TrackKey>> sets) {
  std::set<TrackKey> all;
  std::map<TrackKey, size_t> recording_of;
  std::vector<Recording> recordings(sets.size());
  for (size_t i = 0; i < sets.size(); ++i) {
    for (const TrackKey& track : sets[i]) recording_of[track] = i;
    all.insert(sets[i].begin(), sets[i].end());
    recordings[i].tracks = std::move(sets[i]);
  }
  RITORNELLO_ASSIGN_OR_RETURN(std::vector<Placement> placements,
                              PlacementsOf(connection, all));
  for (Placement& placement : placements) {
    const size_t i = recording_of.at(placement.key.track);
    recordings[i].placements.push_back(std::move(placement));
  }
  RITORNELLO_ASSIGN_OR_RETURN(std::vector<Outlet> outlets,
                              OutletsOf(connection, all));
  for (Outlet& outlet : outlets) {
    const size_t i = recording_of.at(outlet.key.track);
    recordings[i].outlets.push_back(std::move(outlet));
  }
  return recordings;
}

}  // namespace

absl::StatusOr<std::vector<Recording>> LockRecordings(
    sql::Transaction& transaction, const std::string& account_id,
    const std::set<std::string>& track_ids,
    const std::map<std::string, RecordingLinks>& planned) {
  sql::Connection& connection = transaction.connection();
  RITORNELLO_ASSIGN_OR_RETURN(
      std::vector<std::set<TrackKey>> seen,
      RecordingsOf(connection, account_id, track_ids, planned));
  // All at once: LockTracks() has an order, so that nobody waits for each
  // other.
  std::set<TrackKey> others;
  for (const std::set<TrackKey>& tracks : seen) {
    for (const TrackKey& track : tracks) {
      if (planned.count(track.track_id) == 0) others.insert(track);
    }
  }
  if (!others.empty()) {
    RITORNELLO_RETURN_IF_ERROR(LockTracks(transaction, others).status());
    RITORNELLO_ASSIGN_OR_RETURN(
        const std::vector<std::set<TrackKey>> locked,
        RecordingsOf(connection, account_id, track_ids, planned));
    if (locked != seen) {
      return absl::AbortedError("a recording changed meanwhile");
    }
  }
  return Fill(connection, std::move(seen));
}

absl::StatusOr<std::map<TrackKey, Recording>> LockRecordings(
    sql::Transaction& transaction, const std::set<TrackKey>& tracks) {
  std::map<TrackKey, Recording> recording_of;
  if (tracks.empty()) return recording_of;
  std::set<std::string> ids;
  for (const TrackKey& track : tracks) ids.insert(track.track_id);
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<Recording> recordings,
      LockRecordings(transaction, tracks.begin()->account_id, ids, {}));
  for (const Recording& recording : recordings) {
    for (const TrackKey& track : recording.tracks) {
      if (tracks.count(track) > 0) recording_of[track] = recording;
    }
  }
  for (const TrackKey& track : tracks) {
    if (recording_of.count(track) == 0) return TrackNotFound(track);
  }
  return recording_of;
}

absl::StatusOr<Recording> LockRecording(sql::Transaction& transaction,
                                        const TrackKey& track) {
  RITORNELLO_ASSIGN_OR_RETURN(auto recordings,
                              LockRecordings(transaction, {track}));
  return std::move(recordings.begin()->second);
}

absl::StatusOr<Recording> ReadRecording(sql::Connection& connection,
                                        const TrackKey& track) {
  RITORNELLO_ASSIGN_OR_RETURN(std::set<TrackKey> tracks,
                              RecordingOf(connection, track));
  if (tracks.empty()) return TrackNotFound(track);
  RITORNELLO_ASSIGN_OR_RETURN(std::vector<Recording> recordings,
                              Fill(connection, {std::move(tracks)}));
  return std::move(recordings[0]);
}

absl::StatusOr<std::vector<std::set<TrackKey>>> SidesOf(
    sql::Connection& connection, const std::string& account_id,
    std::span<const Recording> recordings) {
  std::set<std::string> track_ids;
  for (const Recording& recording : recordings) {
    for (const TrackKey& track : recording.tracks) {
      track_ids.insert(track.track_id);
    }
  }
  return RecordingsAmong(connection, account_id, track_ids);
}

absl::Status RefuseJoin(const TrackKey& track,
                        std::span<const std::set<TrackKey>> sides,
                        const Recording& recording) {
  const auto joining =
      std::find_if(sides.begin(), sides.end(),
                   [&](const auto& tracks) { return tracks.count(track) > 0; });
  RITORNELLO_CHECK(joining != sides.end());
  const absl::Status refused =
      RefuseConflicts(ConflictsOfJoin(*joining, recording));
  if (refused.ok()) return refused;
  return WithReasonOf(
      refused, absl::FailedPreconditionError(absl::StrCat(
                   "makes one recording of tracks that forbid each other: ",
                   refused.message(),
                   "; correct it, or end what stands in the way first")));
}

absl::string_view JoiningField(const Track& before, const Track& after) {
  return before.isrc == after.isrc ? "versions" : "isrc";
}

absl::Status LockJoined(sql::Transaction& transaction, const Track& before,
                        const Track& after) {
  const auto& [account_id, track_id] = before.key;
  const RecordingLinks links = RecordingLinksOf(after);
  if (!MayJoin(RecordingLinksOf(before), links)) return absl::OkStatus();
  RITORNELLO_RETURN_IF_ERROR(
      LockJoins(transaction, account_id, JoinLock::kChanges));
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<Recording> joined,
      LockRecordings(transaction, account_id, {track_id}, {{track_id, links}}));
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<std::set<TrackKey>> sides,
      SidesOf(transaction.connection(), account_id, joined));
  const absl::Status refused = RefuseJoin(before.key, sides, joined[0]);
  if (refused.ok()) return refused;
  return WithReasonOf(refused, absl::FailedPreconditionError(absl::StrCat(
                                   "track.", JoiningField(before, after), " ",
                                   refused.message())));
}

int64_t NextPlacementNumber(const Recording& recording, const TrackKey& track) {
  int64_t last = 0;
  for (const Placement& placement : recording.placements) {
    if (placement.key.track == track) {
      last = std::max(last, placement.key.number);
    }
  }
  return last + 1;
}

}  // namespace ritornello::catalog
