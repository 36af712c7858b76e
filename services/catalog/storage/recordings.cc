#include "services/catalog/storage/recordings.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/sql/in_list.h"
#include "libs/sql/row.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"

namespace ritornello::catalog {
namespace {

// A link begins with I for an ISRC, with A for audio.
constexpr char kAudio = 'A';

// As IsWhole() below.
constexpr char kWholeMixes[] = "mix_type NOT IN ('STINGER', 'LOOP', 'STEM')";

bool IsWhole(MixType mix_type) {
  return mix_type != MixType::kStinger && mix_type != MixType::kLoop &&
         mix_type != MixType::kStem;
}

using LinksByTrack = std::map<std::string, RecordingLinks>;

// At most sql::kInListSizeMax at a time, behind the account.
std::vector<sql::Row> Batches(const std::string& account_id,
                              const std::set<std::string>& values) {
  std::vector<sql::Row> batches;
  for (const std::string& value : values) {
    if (batches.empty() || batches.back().size() > sql::kInListSizeMax) {
      batches.push_back({account_id});
    }
    batches.back().emplace_back(value);
  }
  return batches;
}

// Adds those of `track_ids` that exist, with what links them.
absl::Status ReadLinks(sql::Connection& connection,
                       const std::string& account_id,
                       const std::set<std::string>& track_ids,
                       LinksByTrack& links) {
  for (const sql::Row& parameters : Batches(account_id, track_ids)) {
    const std::string list = sql::InList(2, parameters.size() - 1);
    RITORNELLO_ASSIGN_OR_RETURN(
        const std::vector<sql::Row> rows,
        connection.Run(
            absl::StrCat("SELECT id, 'I' || isrc FROM tracks"
                         " WHERE account_id = $1 AND id IN ",
                         list,
                         " UNION ALL SELECT track_id, 'A' || report_sha256"
                         " FROM versions WHERE account_id = $1 AND ",
                         kWholeMixes,
                         " AND report_sha256 IS NOT NULL AND track_id IN ",
                         list),
            parameters));
    for (const sql::Row& row : rows) {
      RecordingLinks& of_track = links[sql::Text(row[0])];
      const std::string& link = sql::Text(row[1]);
      if (link.size() > 1) of_track.insert(link);
    }
  }
  return absl::OkStatus();
}

// The tracks that have any of `links`; some of them when one link alone has
// more than a recording can, even if `spare_count` tracks do not count.
absl::StatusOr<std::set<std::string>> ReadTracks(sql::Connection& connection,
                                                 const std::string& account_id,
                                                 const RecordingLinks& links,
                                                 size_t spare_count) {
  std::set<std::string> track_ids;
  for (sql::Row& parameters : Batches(account_id, links)) {
    // In order: audio comes first.
    size_t audio_count = 0;
    for (size_t i = 1; i < parameters.size(); ++i) {
      const std::string& link = sql::Text(parameters[i]);
      audio_count += link[0] == kAudio ? 1 : 0;
      parameters[i] = link.substr(1);
    }
    const size_t isrc_count = parameters.size() - 1 - audio_count;
    std::string statement;
    if (audio_count > 0) {
      absl::StrAppend(&statement,
                      "SELECT DISTINCT track_id FROM versions"
                      " WHERE account_id = $1 AND ",
                      kWholeMixes, " AND report_sha256 IN ",
                      sql::InList(2, audio_count));
    }
    if (isrc_count > 0) {
      absl::StrAppend(&statement, statement.empty() ? "" : " UNION ",
                      "SELECT id FROM tracks WHERE account_id = $1"
                      " AND isrc IN ",
                      sql::InList(2 + audio_count, isrc_count));
    }
    // So many rows are more than kRecordingTrackCountMax for one of the links.
    absl::StrAppend(
        &statement, " LIMIT ",
        kRecordingTrackCountMax * (parameters.size() - 1) + spare_count + 1);
    RITORNELLO_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                                connection.Run(statement, parameters));
    for (const sql::Row& row : rows) track_ids.insert(sql::Text(row[0]));
  }
  return track_ids;
}

// Walks from tracks along their links.
class Search {
 public:
  // All must outlive it.
  Search(sql::Connection& connection, const std::string& account_id,
         const LinksByTrack& planned)
      : connection_(connection), account_id_(account_id), planned_(planned) {}

  const LinksByTrack& links() const { return links_; }

  // Comes to tracks; returns their links, those that were seen before left out.
  absl::StatusOr<RecordingLinks> Enter(const std::set<std::string>& track_ids) {
    std::set<std::string> stored;
    for (const std::string& track_id : track_ids) {
      const auto plan = planned_.find(track_id);
      if (plan == planned_.end()) {
        stored.insert(track_id);
      } else {
        links_.insert(*plan);
      }
    }
    RITORNELLO_RETURN_IF_ERROR(
        ReadLinks(connection_, account_id_, stored, links_));
    RecordingLinks fresh;
    for (const std::string& track_id : track_ids) {
      const auto of_track = links_.find(track_id);
      if (of_track == links_.end()) continue;
      for (const std::string& link : of_track->second) {
        if (seen_.insert(link).second) fresh.insert(link);
      }
    }
    return fresh;
  }

  // The tracks at the other ends that it has not come to yet.
  absl::StatusOr<std::set<std::string>> Follow(const RecordingLinks& links) {
    RITORNELLO_ASSIGN_OR_RETURN(
        std::set<std::string> found,
        ReadTracks(connection_, account_id_, links, planned_.size()));
    for (const auto& [track_id, of_track] : planned_) {
      const bool has_any =
          std::any_of(of_track.begin(), of_track.end(),
                      [&](const auto& link) { return links.count(link) > 0; });
      if (has_any) {
        found.insert(track_id);
      } else {
        found.erase(track_id);
      }
    }
    for (const auto& [track_id, of_track] : links_) found.erase(track_id);
    return found;
  }

 private:
  sql::Connection& connection_;
  const std::string& account_id_;
  const LinksByTrack& planned_;
  LinksByTrack links_;   // of the tracks it has come to
  RecordingLinks seen_;  // all of them
};

// Tracks that one can reach from each other.
std::vector<std::set<TrackKey>> Group(const std::string& account_id,
                                      const LinksByTrack& links) {
  std::map<std::string, std::vector<std::string>> by_link;
  for (const auto& [track_id, of_track] : links) {
    for (const std::string& link : of_track) by_link[link].push_back(track_id);
  }
  std::vector<std::set<TrackKey>> groups;
  std::set<std::string> grouped;
  for (const auto& [first_id, of_first] : links) {
    if (!grouped.insert(first_id).second) continue;
    std::vector<std::string> next = {first_id};
    groups.emplace_back();
    while (!next.empty()) {
      const std::string track_id = std::move(next.back());
      next.pop_back();
      for (const std::string& link : links.at(track_id)) {
        for (const std::string& other : by_link[link]) {
          if (grouped.insert(other).second) next.push_back(other);
        }
        by_link[link].clear();  // all of them are grouped
      }
      groups.back().insert({account_id, track_id});
    }
  }
  return groups;
}

// The link that most of `tracks` have.
std::string CommonLink(const std::set<TrackKey>& tracks,
                       const LinksByTrack& links) {
  std::map<std::string, size_t> count_of;
  for (const TrackKey& track : tracks) {
    for (const std::string& link : links.at(track.track_id)) ++count_of[link];
  }
  return std::max_element(
             count_of.begin(), count_of.end(),
             [](const auto& a, const auto& b) { return a.second < b.second; })
      ->first;
}

absl::Status RefuseTooLarge(const std::vector<std::set<TrackKey>>& recordings,
                            const LinksByTrack& links) {
  for (const std::set<TrackKey>& tracks : recordings) {
    if (tracks.size() <= kRecordingTrackCountMax) continue;
    const std::string link = CommonLink(tracks, links);
    const bool is_audio = link[0] == kAudio;
    const std::string& account_id = tracks.begin()->account_id;
    return WithReason(
        absl::FailedPreconditionError(absl::StrCat(
            is_audio ? "the audio with SHA-256 " : "the ISRC ", link.substr(1),
            " makes one recording of more than ", kRecordingTrackCountMax,
            " tracks: give each its own, see ritornello track duplicates"
            " --account ",
            account_id)),
        "RECORDING_TOO_LARGE",
        {{is_audio ? "sha256" : "isrc", link.substr(1)}});
  }
  return absl::OkStatus();
}

}  // namespace

RecordingLinks RecordingLinksOf(const Track& track) {
  RecordingLinks links;
  if (!track.isrc.empty()) links.insert(absl::StrCat("I", track.isrc));
  for (const Version& version : track.versions) {
    if (!version.report_sha256.empty() && IsWhole(version.mix_type)) {
      links.insert(absl::StrCat("A", version.report_sha256));
    }
  }
  return links;
}

bool MayJoin(const RecordingLinks& before, const RecordingLinks& after) {
  return !std::includes(before.begin(), before.end(), after.begin(),
                        after.end());
}

absl::Status LockJoins(sql::Transaction& transaction,
                       const std::string& account_id, JoinLock lock) {
  if (transaction.dialect() == sql::Dialect::kSqlite) return absl::OkStatus();
  // No more than that: a foreign key to the account waits for neither.
  const char* const how =
      lock == JoinLock::kChanges ? "FOR NO KEY UPDATE" : "FOR SHARE";
  const sql::Value parameters[] = {account_id};
  return transaction
      .Run(absl::StrCat("SELECT 1 FROM accounts WHERE id = $1 ", how),
           parameters)
      .status();
}

absl::StatusOr<std::vector<std::set<TrackKey>>> RecordingsOf(
    sql::Connection& connection, const std::string& account_id,
    const std::set<std::string>& track_ids,
    const std::map<std::string, RecordingLinks>& planned) {
  Search search(connection, account_id, planned);
  std::set<std::string> next = track_ids;
  while (!next.empty()) {
    RITORNELLO_ASSIGN_OR_RETURN(const RecordingLinks links, search.Enter(next));
    if (search.links().size() > kRecordingTrackCountMax) {
      RITORNELLO_RETURN_IF_ERROR(
          RefuseTooLarge(Group(account_id, search.links()), search.links()));
    }
    RITORNELLO_ASSIGN_OR_RETURN(next, search.Follow(links));
  }
  return Group(account_id, search.links());
}

absl::StatusOr<std::vector<std::set<TrackKey>>> RecordingsAmong(
    sql::Connection& connection, const std::string& account_id,
    const std::set<std::string>& track_ids) {
  LinksByTrack links;
  RITORNELLO_RETURN_IF_ERROR(
      ReadLinks(connection, account_id, track_ids, links));
  return Group(account_id, links);
}

absl::StatusOr<std::set<TrackKey>> RecordingOf(sql::Connection& connection,
                                               const TrackKey& track) {
  RITORNELLO_ASSIGN_OR_RETURN(
      auto recordings,
      RecordingsOf(connection, track.account_id, {track.track_id}, {}));
  if (recordings.empty()) return std::set<TrackKey>();
  return std::move(recordings[0]);
}

}  // namespace ritornello::catalog
