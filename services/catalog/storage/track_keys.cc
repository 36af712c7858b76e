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

absl::Status TrackNotFound(const TrackKey& track) {
  const std::string name = NameOf(track);
  return WithReason(absl::NotFoundError(absl::StrCat("no ", name)),
                    "TRACK_NOT_FOUND", {{"track", name}});
}

}  // namespace ritornello::catalog
