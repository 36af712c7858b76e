#include "services/catalog/storage/party_store.h"

#include "absl/strings/str_cat.h"
#include "libs/sql/in_list.h"
#include "libs/sql/row.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"

namespace ritornello::catalog {
namespace {

constexpr char kInsert[] =
    "INSERT INTO parties (account_id, id, display_name, ipi_name_number, isni,"
    " pro, revision, created_at_us, updated_at_us, is_own)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
constexpr char kUnlessTaken[] =
    " ON CONFLICT (account_id, id) DO NOTHING RETURNING id";
constexpr char kUpdate[] =
    "UPDATE parties SET display_name = $3, ipi_name_number = $4, isni = $5,"
    " pro = $6, revision = $7, created_at_us = $8, updated_at_us = $9,"
    " is_own = $10"
    " WHERE account_id = $1 AND id = $2 AND revision = $7 - 1 RETURNING id";
constexpr char kSelect[] =
    "SELECT account_id, id, display_name, ipi_name_number, isni, pro,"
    " revision, created_at_us, updated_at_us, is_own FROM parties ";

sql::Row ToRow(const Party& party) {
  return {party.key.account_id,
          party.key.party_id,
          party.display_name,
          party.ipi_name_number,
          party.isni,
          party.pro,
          party.revision,
          absl::ToUnixMicros(party.create_time),
          absl::ToUnixMicros(party.update_time),
          int64_t{party.is_own}};
}

Party FromRow(const sql::Row& row) {
  return {.key = {sql::Text(row[0]), sql::Text(row[1])},
          .display_name = sql::Text(row[2]),
          .ipi_name_number = sql::Text(row[3]),
          .isni = sql::Text(row[4]),
          .pro = sql::Text(row[5]),
          .is_own = sql::Int(row[9]) != 0,
          .revision = sql::Int(row[6]),
          .create_time = absl::FromUnixMicros(sql::Int(row[7])),
          .update_time = absl::FromUnixMicros(sql::Int(row[8]))};
}

}  // namespace

absl::Status InsertParty(sql::Transaction& transaction, const Party& party) {
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> inserted,
      transaction.Run(absl::StrCat(kInsert, kUnlessTaken), ToRow(party)));
  if (!inserted.empty()) return absl::OkStatus();
  const std::string name = NameOf(party.key);
  return WithReason(absl::AlreadyExistsError(absl::StrCat(name, " exists")),
                    "PARTY_EXISTS", {{"party", name}});
}

absl::Status InsertParties(sql::Transaction& transaction,
                           std::span<const Party> parties) {
  std::vector<sql::Row> rows;
  for (const Party& party : parties) rows.push_back(ToRow(party));
  return transaction.RunMany(kInsert, rows);
}

absl::Status UpdateParty(sql::Transaction& transaction, const Party& party) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<sql::Row> updated,
                              transaction.Run(kUpdate, ToRow(party)));
  if (!updated.empty()) return absl::OkStatus();
  return absl::AbortedError(
      absl::StrCat(NameOf(party.key), " was changed meanwhile"));
}

absl::StatusOr<Party> GetParty(sql::Connection& connection,
                               const PartyKey& key) {
  const sql::Value parameters[] = {key.account_id, key.party_id};
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      connection.Run(absl::StrCat(kSelect, "WHERE account_id = $1 AND id = $2"),
                     parameters));
  if (!rows.empty()) return FromRow(rows[0]);
  const std::string name = NameOf(key);
  return WithReason(absl::NotFoundError(absl::StrCat("no ", name)),
                    "PARTY_NOT_FOUND", {{"party", name}});
}

absl::StatusOr<std::vector<Party>> ListParties(sql::Connection& connection,
                                               absl::string_view account_id,
                                               absl::string_view after_id,
                                               size_t count_max) {
  const sql::Value parameters[] = {std::string(account_id),
                                   std::string(after_id),
                                   static_cast<int64_t>(count_max)};
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      connection.Run(absl::StrCat(kSelect,
                                  "WHERE account_id = $1 AND id > $2"
                                  " ORDER BY id LIMIT $3"),
                     parameters));
  std::vector<Party> parties;
  for (const sql::Row& row : rows) parties.push_back(FromRow(row));
  return parties;
}

absl::StatusOr<std::vector<Party>> GetParties(sql::Connection& connection,
                                              const std::set<PartyKey>& keys) {
  std::vector<Party> parties;
  for (auto next = keys.begin(); next != keys.end();) {
    sql::Row parameters;
    for (; next != keys.end() && parameters.size() < 2 * sql::kInListSizeMax;
         ++next) {
      parameters.emplace_back(next->account_id);
      parameters.emplace_back(next->party_id);
    }
    RITORNELLO_ASSIGN_OR_RETURN(
        const std::vector<sql::Row> rows,
        connection.Run(absl::StrCat(kSelect, "WHERE (account_id, id) IN ",
                                    sql::PairList(1, parameters.size() / 2),
                                    " ORDER BY account_id, id"),
                       parameters));
    for (const sql::Row& row : rows) parties.push_back(FromRow(row));
  }
  return parties;
}

absl::StatusOr<std::vector<Party>> FindPartiesByDisplayName(
    sql::Connection& connection, const std::string& account_id,
    const std::set<std::string>& display_names) {
  std::vector<Party> parties;
  for (auto next = display_names.begin(); next != display_names.end();) {
    sql::Row parameters = {account_id};
    for (; next != display_names.end() &&
           parameters.size() <= sql::kInListSizeMax;
         ++next) {
      parameters.emplace_back(*next);
    }
    RITORNELLO_ASSIGN_OR_RETURN(
        const std::vector<sql::Row> rows,
        connection.Run(
            absl::StrCat(kSelect, "WHERE account_id = $1 AND display_name IN ",
                         sql::InList(2, parameters.size() - 1), " ORDER BY id"),
            parameters));
    for (const sql::Row& row : rows) parties.push_back(FromRow(row));
  }
  return parties;
}

absl::StatusOr<std::set<PartyKey>> MissingParties(
    sql::Connection& connection, const std::set<PartyKey>& keys) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<Party> parties,
                              GetParties(connection, keys));
  std::set<PartyKey> missing = keys;
  for (const Party& party : parties) missing.erase(party.key);
  return missing;
}

}  // namespace ritornello::catalog
