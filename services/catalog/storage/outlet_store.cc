#include "services/catalog/storage/outlet_store.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/sql/in_list.h"
#include "libs/sql/row.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/storage/extent_columns.h"
#include "services/catalog/storage/track_keys.h"

namespace ritornello::catalog {
namespace {

constexpr char kInsert[] =
    "INSERT INTO outlets (account_id, track_id, id, display_name, kind,"
    " agreed_libraries, created_at_us, territories, excluded_territories,"
    " first_day, last_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,"
    " $11)";
constexpr char kUnlessTaken[] =
    " ON CONFLICT (account_id, track_id, id) DO NOTHING RETURNING id";
constexpr char kUpdate[] =
    "UPDATE outlets SET territories = $4, excluded_territories = $5,"
    " first_day = $6, last_day = $7"
    " WHERE account_id = $1 AND track_id = $2 AND id = $3";
constexpr char kSelect[] =
    "SELECT account_id, track_id, id, display_name, kind, agreed_libraries,"
    " created_at_us, territories, excluded_territories, first_day, last_day"
    " FROM outlets WHERE ";
constexpr size_t kExtentColumn = 7;

absl::StatusOr<std::vector<Outlet>> FromRows(
    const std::vector<sql::Row>& rows) {
  std::vector<Outlet> outlets;
  for (const sql::Row& row : rows) {
    Outlet outlet{
        .key = {{sql::Text(row[0]), sql::Text(row[1])}, sql::Text(row[2])},
        .display_name = sql::Text(row[3]),
        .agreed_library_ids = SplitWords(sql::Text(row[5])),
        .create_time = absl::FromUnixMicros(sql::Int(row[6]))};
    RITORNELLO_ASSIGN_OR_RETURN(outlet.kind,
                                ParseOutletKind(sql::Text(row[4])));
    RITORNELLO_ASSIGN_OR_RETURN(outlet.extent,
                                ExtentFromRow(row, kExtentColumn));
    outlets.push_back(std::move(outlet));
  }
  return outlets;
}

sql::Row KeyColumns(const OutletKey& key) {
  return {key.track.account_id, key.track.track_id, key.outlet_id};
}

sql::Row ToRow(const Outlet& outlet) {
  sql::Row row = KeyColumns(outlet.key);
  row.emplace_back(outlet.display_name);
  row.emplace_back(std::string(OutletKindName(outlet.kind)));
  row.emplace_back(JoinWords(outlet.agreed_library_ids));
  row.emplace_back(absl::ToUnixMicros(outlet.create_time));
  AppendExtent(outlet.extent, row);
  return row;
}

}  // namespace

absl::Status InsertOutlet(sql::Transaction& transaction, const Outlet& outlet) {
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> inserted,
      transaction.Run(absl::StrCat(kInsert, kUnlessTaken), ToRow(outlet)));
  if (!inserted.empty()) return absl::OkStatus();
  const std::string name = NameOf(outlet.key);
  return WithReason(absl::AlreadyExistsError(absl::StrCat(name, " exists")),
                    "OUTLET_EXISTS", {{"outlet", name}});
}

absl::Status InsertOutlets(sql::Transaction& transaction,
                           std::span<const Outlet> outlets) {
  std::vector<sql::Row> rows;
  for (const Outlet& outlet : outlets) rows.push_back(ToRow(outlet));
  return transaction.RunMany(kInsert, rows);
}

absl::Status UpdateOutlet(sql::Transaction& transaction, const Outlet& outlet) {
  sql::Row row = KeyColumns(outlet.key);
  AppendExtent(outlet.extent, row);
  return transaction.Run(kUpdate, row).status();
}

absl::Status DeleteOutlet(sql::Transaction& transaction, const OutletKey& key) {
  return transaction
      .Run(
          "DELETE FROM outlets"
          " WHERE account_id = $1 AND track_id = $2 AND id = $3",
          KeyColumns(key))
      .status();
}

absl::StatusOr<Outlet> GetOutlet(sql::Connection& connection,
                                 const OutletKey& key) {
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      connection.Run(
          absl::StrCat(kSelect,
                       "account_id = $1 AND track_id = $2 AND id = $3"),
          KeyColumns(key)));
  RITORNELLO_ASSIGN_OR_RETURN(std::vector<Outlet> outlets, FromRows(rows));
  if (!outlets.empty()) return std::move(outlets[0]);
  const std::string name = NameOf(key);
  return WithReason(absl::NotFoundError(absl::StrCat("no ", name)),
                    "OUTLET_NOT_FOUND", {{"outlet", name}});
}

absl::StatusOr<std::vector<Outlet>> OutletsOf(
    sql::Connection& connection, const std::set<TrackKey>& tracks) {
  std::vector<Outlet> outlets;
  for (const sql::Row& keys : KeyBatches(tracks)) {
    RITORNELLO_ASSIGN_OR_RETURN(
        const std::vector<sql::Row> rows,
        connection.Run(absl::StrCat(kSelect, "(account_id, track_id) IN ",
                                    sql::PairList(1, keys.size() / 2),
                                    " ORDER BY account_id, track_id, id"),
                       keys));
    RITORNELLO_ASSIGN_OR_RETURN(std::vector<Outlet> some, FromRows(rows));
    outlets.insert(outlets.end(), some.begin(), some.end());
  }
  return outlets;
}

}  // namespace ritornello::catalog
