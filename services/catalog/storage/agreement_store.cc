#include "services/catalog/storage/agreement_store.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/sql/in_list.h"
#include "libs/sql/row.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/storage/extent_columns.h"

namespace ritornello::catalog {
namespace {

constexpr char kInsert[] =
    "INSERT INTO agreements (account_id, id, party_id, document,"
    " document_sha256, created_at_us, territories, excluded_territories,"
    " first_day, last_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    " ON CONFLICT (account_id, id) DO NOTHING RETURNING id";
constexpr char kInsertTrack[] =
    "INSERT INTO agreement_tracks (account_id, agreement_id, track_id)"
    " VALUES ($1, $2, $3)";
constexpr char kUpdate[] =
    "UPDATE agreements SET territories = $3, excluded_territories = $4,"
    " first_day = $5, last_day = $6 WHERE account_id = $1 AND id = $2";
constexpr char kSelect[] =
    "SELECT account_id, id, party_id, document, document_sha256,"
    " created_at_us, territories, excluded_territories, first_day, last_day"
    " FROM agreements WHERE account_id = $1 AND ";
constexpr size_t kExtentColumn = 6;

// The tracks of `agreements`, which are of one account.
absl::Status LoadTracks(sql::Connection& connection,
                        absl::string_view account_id,
                        std::map<std::string, Agreement>& agreements) {
  for (auto next = agreements.begin(); next != agreements.end();) {
    sql::Row parameters = {std::string(account_id)};
    for (; next != agreements.end() && parameters.size() < sql::kInListSizeMax;
         ++next) {
      parameters.emplace_back(next->first);
    }
    RITORNELLO_ASSIGN_OR_RETURN(
        const std::vector<sql::Row> rows,
        connection.Run(
            absl::StrCat("SELECT agreement_id, track_id FROM agreement_tracks"
                         " WHERE account_id = $1 AND agreement_id IN ",
                         sql::InList(2, parameters.size() - 1),
                         " ORDER BY agreement_id, track_id"),
            parameters));
    for (const sql::Row& row : rows) {
      agreements[sql::Text(row[0])].track_ids.push_back(sql::Text(row[1]));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::map<std::string, Agreement>> Select(
    sql::Connection& connection, const std::string& condition,
    const sql::Row& parameters) {
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      connection.Run(absl::StrCat(kSelect, condition), parameters));
  std::map<std::string, Agreement> agreements;
  for (const sql::Row& row : rows) {
    Agreement agreement{.key = {sql::Text(row[0]), sql::Text(row[1])},
                        .party_id = sql::Text(row[2]),
                        .document = sql::Text(row[3]),
                        .document_sha256 = sql::Text(row[4]),
                        .create_time = absl::FromUnixMicros(sql::Int(row[5]))};
    RITORNELLO_ASSIGN_OR_RETURN(agreement.extent,
                                ExtentFromRow(row, kExtentColumn));
    agreements.emplace(agreement.key.agreement_id, std::move(agreement));
  }
  RITORNELLO_RETURN_IF_ERROR(
      LoadTracks(connection, sql::Text(parameters[0]), agreements));
  return agreements;
}

std::vector<Agreement> Values(std::map<std::string, Agreement> agreements) {
  std::vector<Agreement> values;
  for (auto& [id, agreement] : agreements) {
    values.push_back(std::move(agreement));
  }
  return values;
}

}  // namespace

absl::Status InsertAgreement(sql::Transaction& transaction,
                             const Agreement& agreement) {
  sql::Row row = {
      agreement.key.account_id,  agreement.key.agreement_id,
      agreement.party_id,        agreement.document,
      agreement.document_sha256, absl::ToUnixMicros(agreement.create_time)};
  AppendExtent(agreement.extent, row);
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<sql::Row> inserted,
                              transaction.Run(kInsert, row));
  if (inserted.empty()) {
    const std::string name = NameOf(agreement.key);
    return WithReason(absl::AlreadyExistsError(absl::StrCat(name, " exists")),
                      "AGREEMENT_EXISTS", {{"agreement", name}});
  }
  std::vector<sql::Row> tracks;
  for (const std::string& track_id : agreement.track_ids) {
    tracks.push_back(
        {agreement.key.account_id, agreement.key.agreement_id, track_id});
  }
  return transaction.RunMany(kInsertTrack, tracks);
}

absl::Status UpdateAgreement(sql::Transaction& transaction,
                             const Agreement& agreement) {
  sql::Row row = {agreement.key.account_id, agreement.key.agreement_id};
  AppendExtent(agreement.extent, row);
  return transaction.Run(kUpdate, row).status();
}

absl::StatusOr<Agreement> GetAgreement(sql::Connection& connection,
                                       const AgreementKey& key) {
  RITORNELLO_ASSIGN_OR_RETURN(
      auto found,
      Select(connection, "id = $2", {key.account_id, key.agreement_id}));
  if (!found.empty()) return std::move(found.begin()->second);
  const std::string name = NameOf(key);
  return WithReason(absl::NotFoundError(absl::StrCat("no ", name)),
                    "AGREEMENT_NOT_FOUND", {{"agreement", name}});
}

absl::StatusOr<std::vector<Agreement>> ListAgreements(
    sql::Connection& connection, absl::string_view account_id,
    absl::string_view after_id, size_t count_max) {
  RITORNELLO_ASSIGN_OR_RETURN(
      auto found, Select(connection, "id > $2 ORDER BY id LIMIT $3",
                         {std::string(account_id), std::string(after_id),
                          static_cast<int64_t>(count_max)}));
  return Values(std::move(found));
}

absl::StatusOr<std::vector<Agreement>> FindAgreements(
    sql::Connection& connection, absl::string_view account_id,
    const std::set<std::string>& party_ids,
    const std::set<std::string>& agreement_ids) {
  std::map<std::string, Agreement> all;
  const struct {
    const char* column;
    const std::set<std::string>& ids;
  } wanted[] = {{"party_id", party_ids}, {"id", agreement_ids}};
  for (const auto& [column, ids] : wanted) {
    for (auto next = ids.begin(); next != ids.end();) {
      sql::Row parameters = {std::string(account_id)};
      for (; next != ids.end() && parameters.size() < sql::kInListSizeMax;
           ++next) {
        parameters.emplace_back(*next);
      }
      RITORNELLO_ASSIGN_OR_RETURN(
          auto some, Select(connection,
                            absl::StrCat(column, " IN ",
                                         sql::InList(2, parameters.size() - 1)),
                            parameters));
      all.merge(some);
    }
  }
  return Values(std::move(all));
}

}  // namespace ritornello::catalog
