#include "services/catalog/storage/rights_lookup.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/sql/in_list.h"
#include "libs/sql/row.h"
#include "libs/status/status_macros.h"

namespace ritornello::catalog {
namespace {

// Grouped, so that an ISRC that stands on a thousand tracks costs one row. The
// smallest of one is that one.
constexpr char kSelect[] =
    "SELECT COUNT(*), MIN(account_id), MIN(id), MIN(title), MIN(isrc)"
    " FROM tracks WHERE ";

TrackMatch FromRow(const sql::Row& row) {
  return {.track_count = sql::Int(row[0]),
          .key = {sql::Text(row[1]), sql::Text(row[2])},
          .title = sql::Text(row[3]),
          .isrc = sql::Text(row[4])};
}

// Matches by the column `column`, which is one of the columns of kSelect and
// stands in it at `index`.
absl::StatusOr<std::map<std::string, TrackMatch>> FindTracksBy(
    sql::Connection& connection, absl::string_view column, size_t index,
    absl::string_view account_id, const std::set<std::string>& words) {
  std::map<std::string, TrackMatch> found;
  for (auto next = words.begin(); next != words.end();) {
    sql::Row parameters;
    for (; next != words.end() && parameters.size() < sql::kInListSizeMax;
         ++next) {
      parameters.emplace_back(*next);
    }
    std::string statement = absl::StrCat(kSelect, column, " IN ",
                                         sql::InList(1, parameters.size()));
    if (account_id != kAllAccounts) {
      parameters.emplace_back(std::string(account_id));
      absl::StrAppend(&statement, " AND account_id = $", parameters.size());
    }
    absl::StrAppend(&statement, " GROUP BY ", column);
    RITORNELLO_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                                connection.Run(statement, parameters));
    for (const sql::Row& row : rows) {
      found.emplace(sql::Text(row[index]), FromRow(row));
    }
  }
  return found;
}

}  // namespace

absl::StatusOr<std::map<TrackKey, TrackMatch>> FindTracksByKey(
    sql::Connection& connection, absl::string_view account_id,
    const std::set<TrackKey>& keys) {
  std::map<TrackKey, TrackMatch> found;
  for (auto next = keys.begin(); next != keys.end();) {
    sql::Row parameters;
    for (; next != keys.end() && parameters.size() < 2 * sql::kInListSizeMax;
         ++next) {
      if (account_id != kAllAccounts && account_id != next->account_id) {
        continue;
      }
      parameters.emplace_back(next->account_id);
      parameters.emplace_back(next->track_id);
    }
    if (parameters.empty()) continue;
    RITORNELLO_ASSIGN_OR_RETURN(
        const std::vector<sql::Row> rows,
        connection.Run(absl::StrCat(kSelect, "(account_id, id) IN ",
                                    sql::PairList(1, parameters.size() / 2),
                                    " GROUP BY account_id, id"),
                       parameters));
    for (const sql::Row& row : rows) {
      const TrackMatch match = FromRow(row);
      found.emplace(match.key, match);
    }
  }
  return found;
}

absl::StatusOr<std::map<std::string, TrackMatch>> FindTracksById(
    sql::Connection& connection, absl::string_view account_id,
    const std::set<std::string>& track_ids) {
  return FindTracksBy(connection, "id", 2, account_id, track_ids);
}

absl::StatusOr<std::map<std::string, TrackMatch>> FindTracksByIsrc(
    sql::Connection& connection, absl::string_view account_id,
    const std::set<std::string>& isrcs) {
  return FindTracksBy(connection, "isrc", 4, account_id, isrcs);
}

}  // namespace ritornello::catalog
