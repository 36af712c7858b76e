#include "services/catalog/storage/placement_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "libs/sql/in_list.h"
#include "libs/sql/row.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/storage/extent_columns.h"
#include "services/catalog/storage/track_keys.h"

namespace ritornello::catalog {
namespace {

constexpr char kInsert[] =
    "INSERT INTO placements (account_id, track_id, number, library_id,"
    " exclusivity_scope, content_id_policy, state, submission_id,"
    " created_at_us, territories, excluded_territories, first_day, last_day)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
constexpr char kUpdate[] =
    "UPDATE placements SET state = $4, territories = $5,"
    " excluded_territories = $6, first_day = $7, last_day = $8"
    " WHERE account_id = $1 AND track_id = $2 AND number = $3";
constexpr char kSelect[] =
    "SELECT account_id, track_id, number, library_id, exclusivity_scope,"
    " content_id_policy, state, submission_id, created_at_us, territories,"
    " excluded_territories, first_day, last_day FROM placements WHERE ";
constexpr size_t kExtentColumn = 9;

sql::Row KeyColumns(const PlacementKey& key) {
  return {key.track.account_id, key.track.track_id, key.number};
}

absl::StatusOr<std::vector<Placement>> FromRows(
    const std::vector<sql::Row>& rows) {
  std::vector<Placement> placements;
  for (const sql::Row& row : rows) {
    Placement placement{
        .key = {{sql::Text(row[0]), sql::Text(row[1])}, sql::Int(row[2])},
        .library_id = sql::Text(row[3]),
        .submission_id = sql::Text(row[7]),
        .create_time = absl::FromUnixMicros(sql::Int(row[8]))};
    RITORNELLO_ASSIGN_OR_RETURN(placement.scope,
                                ParseExclusivityScope(sql::Text(row[4])));
    RITORNELLO_ASSIGN_OR_RETURN(placement.content_id_policy,
                                ParseContentIdPolicy(sql::Text(row[5])));
    RITORNELLO_ASSIGN_OR_RETURN(placement.state,
                                ParsePlacementState(sql::Text(row[6])));
    RITORNELLO_ASSIGN_OR_RETURN(placement.extent,
                                ExtentFromRow(row, kExtentColumn));
    placements.push_back(std::move(placement));
  }
  return placements;
}

}  // namespace

absl::Status InsertPlacement(sql::Transaction& transaction,
                             const Placement& placement) {
  sql::Row row = KeyColumns(placement.key);
  row.emplace_back(placement.library_id);
  row.emplace_back(std::string(ExclusivityScopeName(placement.scope)));
  row.emplace_back(
      std::string(ContentIdPolicyName(placement.content_id_policy)));
  row.emplace_back(std::string(PlacementStateName(placement.state)));
  row.emplace_back(placement.submission_id);
  row.emplace_back(absl::ToUnixMicros(placement.create_time));
  AppendExtent(placement.extent, row);
  return transaction.Run(kInsert, row).status();
}

absl::Status UpdatePlacement(sql::Transaction& transaction,
                             const Placement& placement) {
  sql::Row row = KeyColumns(placement.key);
  row.emplace_back(std::string(PlacementStateName(placement.state)));
  AppendExtent(placement.extent, row);
  return transaction.Run(kUpdate, row).status();
}

absl::StatusOr<Placement> GetPlacement(sql::Connection& connection,
                                       const PlacementKey& key) {
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      connection.Run(
          absl::StrCat(kSelect,
                       "account_id = $1 AND track_id = $2 AND number = $3"),
          KeyColumns(key)));
  RITORNELLO_ASSIGN_OR_RETURN(std::vector<Placement> found, FromRows(rows));
  if (!found.empty()) return std::move(found[0]);
  const std::string name = NameOf(key);
  return WithReason(absl::NotFoundError(absl::StrCat("no ", name)),
                    "PLACEMENT_NOT_FOUND", {{"placement", name}});
}

absl::StatusOr<std::vector<Placement>> PlacementsOf(
    sql::Connection& connection, const std::set<TrackKey>& tracks) {
  std::vector<Placement> placements;
  for (const sql::Row& keys : KeyBatches(tracks)) {
    RITORNELLO_ASSIGN_OR_RETURN(
        const std::vector<sql::Row> rows,
        connection.Run(absl::StrCat(kSelect, "(account_id, track_id) IN ",
                                    sql::PairList(1, keys.size() / 2),
                                    " ORDER BY account_id, track_id, number"),
                       keys));
    RITORNELLO_ASSIGN_OR_RETURN(std::vector<Placement> some, FromRows(rows));
    placements.insert(placements.end(), some.begin(), some.end());
  }
  return placements;
}

absl::StatusOr<std::vector<Placement>> ListPlacements(
    sql::Connection& connection, const PlacementQuery& query) {
  sql::Row parameters = {query.account_id, query.after_track_id,
                         query.after_number,
                         static_cast<int64_t>(query.count_max)};
  std::string statement = absl::StrCat(
      kSelect, "account_id = $1 AND (track_id, number) > ($2, $3)");
  const auto only = [&](absl::string_view column,
                        const std::optional<std::string>& id) {
    if (!id.has_value()) return;
    parameters.emplace_back(*id);
    absl::StrAppend(&statement, " AND ", column, " = $", parameters.size());
  };
  only("track_id", query.track_id);
  only("library_id", query.library_id);
  absl::StrAppend(&statement, " ORDER BY track_id, number LIMIT $4");
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                              connection.Run(statement, parameters));
  return FromRows(rows);
}

}  // namespace ritornello::catalog
