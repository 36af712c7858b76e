#include "services/catalog/storage/track_keys.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/sql/in_list.h"
#include "libs/sql/row.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"

namespace ritornello::catalog {
namespace {

// $1 is the account; the tracks that are known so far follow.
std::string RecordingQuery(size_t track_count) {
  const std::string known = sql::InList(2, track_count);
  return absl::StrCat(
      "SELECT id FROM tracks WHERE account_id = $1 AND id IN ", known,
      " UNION SELECT o.id FROM tracks t JOIN tracks o ON o.isrc = t.isrc"
      " AND o.account_id = t.account_id"
      " WHERE t.account_id = $1 AND t.isrc <> '' AND t.id IN ",
      known,
      " UNION SELECT w.track_id FROM versions v JOIN versions w"
      " ON w.account_id = v.account_id AND w.report_sha256 = v.report_sha256"
      " WHERE v.account_id = $1 AND v.report_sha256 IS NOT NULL"
      " AND v.mix_type NOT IN ('STINGER', 'LOOP', 'STEM')"
      " AND w.mix_type NOT IN ('STINGER', 'LOOP', 'STEM')"
      " AND v.track_id IN ",
      known);
}

void AddKey(const std::string& account_id, const std::string& id,
            std::vector<sql::Row>& batches) {
  if (batches.empty() || batches.back().size() == 2 * sql::kInListSizeMax) {
    batches.emplace_back();
  }
  batches.back().emplace_back(account_id);
  batches.back().emplace_back(id);
}

}  // namespace

std::vector<sql::Row> KeyBatches(const std::set<TrackKey>& tracks) {
  std::vector<sql::Row> batches;
  for (const TrackKey& track : tracks) {
    AddKey(track.account_id, track.track_id, batches);
  }
  return batches;
}

std::vector<sql::Row> KeyBatches(const std::set<WorkKey>& works) {
  std::vector<sql::Row> batches;
  for (const WorkKey& work : works) {
    AddKey(work.account_id, work.work_id, batches);
  }
  return batches;
}

absl::StatusOr<std::set<TrackKey>> LockTracks(
    sql::Transaction& transaction, const std::set<TrackKey>& tracks) {
  // Always in the same order, so that two transactions never wait for each
  // other. SQLite has one writer at a time and needs no lock.
  const char* const lock = transaction.dialect() == sql::Dialect::kPostgres
                               ? " ORDER BY account_id, id FOR NO KEY UPDATE"
                               : "";
  std::set<TrackKey> found;
  for (const sql::Row& keys : KeyBatches(tracks)) {
    RITORNELLO_ASSIGN_OR_RETURN(
        const std::vector<sql::Row> rows,
        transaction.Run(absl::StrCat("SELECT account_id, id FROM tracks"
                                     " WHERE (account_id, id) IN ",
                                     sql::PairList(1, keys.size() / 2), lock),
                        keys));
    for (const sql::Row& row : rows) {
      found.insert({sql::Text(row[0]), sql::Text(row[1])});
    }
  }
  return found;
}

absl::StatusOr<std::set<TrackKey>> RecordingOf(sql::Connection& connection,
                                               const TrackKey& track) {
  std::set<TrackKey> known = {track};
  while (true) {
    sql::Row parameters = {track.account_id};
    for (const TrackKey& key : known) parameters.emplace_back(key.track_id);
    RITORNELLO_ASSIGN_OR_RETURN(
        const std::vector<sql::Row> rows,
        connection.Run(RecordingQuery(known.size()), parameters));
    std::set<TrackKey> found;
    for (const sql::Row& row : rows) {
      found.insert({track.account_id, sql::Text(row[0])});
    }
    // A thousand doubles are looked at no further than themselves.
    if (found.size() <= known.size() || found.size() > sql::kInListSizeMax) {
      return found;
    }
    known = std::move(found);
  }
}

absl::Status TrackNotFound(const TrackKey& track) {
  const std::string name = NameOf(track);
  return WithReason(absl::NotFoundError(absl::StrCat("no ", name)),
                    "TRACK_NOT_FOUND", {{"track", name}});
}

}  // namespace ritornello::catalog
