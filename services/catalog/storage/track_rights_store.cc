#include "services/catalog/storage/track_rights_store.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/sql/in_list.h"
#include "libs/sql/row.h"
#include "libs/status/status_macros.h"
#include "services/catalog/storage/split_sheet_store.h"
#include "services/catalog/storage/track_keys.h"

namespace ritornello::catalog {
namespace {

// Fills the works of `rights`, without sheets; returns them all.
absl::StatusOr<std::set<WorkKey>> LoadWorks(
    sql::Connection& connection, const std::set<TrackKey>& tracks,
    std::map<TrackKey, TrackRights>& rights) {
  std::set<WorkKey> works;
  for (const sql::Row& keys : KeyBatches(tracks)) {
    RITORNELLO_ASSIGN_OR_RETURN(
        const std::vector<sql::Row> rows,
        connection.Run(
            absl::StrCat("SELECT account_id, track_id, work_id, weight"
                         " FROM track_works WHERE (account_id, track_id) IN ",
                         sql::PairList(1, keys.size() / 2),
                         " ORDER BY account_id, track_id, work_id"),
            keys));
    for (const sql::Row& row : rows) {
      const std::string& account_id = sql::Text(row[0]);
      const std::string& work_id = sql::Text(row[2]);
      rights[{account_id, sql::Text(row[1])}].works.push_back(
          {work_id, static_cast<uint32_t>(sql::Int(row[3])), {}});
      works.insert({account_id, work_id});
    }
  }
  return works;
}

}  // namespace

absl::StatusOr<std::map<TrackKey, TrackRights>> GetTrackRights(
    sql::Connection& connection, const std::set<TrackKey>& tracks) {
  std::map<TrackKey, TrackRights> rights;
  RITORNELLO_ASSIGN_OR_RETURN(auto own, GetSplitSheets(connection, tracks));
  for (auto& [track, sheets] : own) rights[track].sheets = std::move(sheets);
  RITORNELLO_ASSIGN_OR_RETURN(const std::set<WorkKey> works,
                              LoadWorks(connection, tracks, rights));
  RITORNELLO_ASSIGN_OR_RETURN(const auto sheets,
                              GetWorkSplitSheets(connection, works));
  for (auto& [track, of_track] : rights) {
    for (WorkRights& work : of_track.works) {
      const auto found = sheets.find({track.account_id, work.work_id});
      if (found != sheets.end()) work.sheets = found->second;
    }
  }
  return rights;
}

}  // namespace ritornello::catalog
