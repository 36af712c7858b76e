#include "services/catalog/storage/work_store.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/sql/in_list.h"
#include "libs/sql/row.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/storage/track_keys.h"

namespace ritornello::catalog {
namespace {

constexpr absl::string_view kInsert =
    "INSERT INTO works (account_id, id, title, iswc, revision, created_at_us,"
    " updated_at_us) VALUES ($1, $2, $3, $4, $5, $6, $7)"
    " ON CONFLICT (account_id, id)";
constexpr absl::string_view kSelect =
    "SELECT account_id, id, title, iswc, revision, created_at_us,"
    " updated_at_us FROM works WHERE ";

sql::Row ToRow(const Work& work) {
  return {work.key.account_id,
          work.key.work_id,
          work.title,
          work.iswc,
          work.revision,
          absl::ToUnixMicros(work.create_time),
          absl::ToUnixMicros(work.update_time)};
}

Work FromRow(const sql::Row& row) {
  return {.key = {sql::Text(row[0]), sql::Text(row[1])},
          .title = sql::Text(row[2]),
          .iswc = sql::Text(row[3]),
          .revision = sql::Int(row[4]),
          .create_time = absl::FromUnixMicros(sql::Int(row[5])),
          .update_time = absl::FromUnixMicros(sql::Int(row[6]))};
}

absl::StatusOr<std::map<WorkKey, Work>> Find(sql::Connection& connection,
                                             const std::set<WorkKey>& works,
                                             absl::string_view lock) {
  std::map<WorkKey, Work> found;
  for (const sql::Row& keys : KeyBatches(works)) {
    RITORNELLO_ASSIGN_OR_RETURN(
        const std::vector<sql::Row> rows,
        connection.Run(absl::StrCat(kSelect, "(account_id, id) IN ",
                                    sql::PairList(1, keys.size() / 2), lock),
                       keys));
    for (const sql::Row& row : rows) {
      Work work = FromRow(row);
      found.emplace(work.key, std::move(work));
    }
  }
  return found;
}

}  // namespace

absl::Status InsertWork(sql::Transaction& transaction, const Work& work) {
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> inserted,
      transaction.Run(absl::StrCat(kInsert, " DO NOTHING RETURNING id"),
                      ToRow(work)));
  if (!inserted.empty()) return absl::OkStatus();
  const std::string name = NameOf(work.key);
  return WithReason(absl::AlreadyExistsError(absl::StrCat(name, " exists")),
                    "WORK_EXISTS", {{"work", name}});
}

absl::Status UpsertWorks(sql::Transaction& transaction,
                         std::span<const Work> works) {
  std::vector<sql::Row> rows;
  for (const Work& work : works) rows.push_back(ToRow(work));
  return transaction.RunMany(
      absl::StrCat(kInsert,
                   " DO UPDATE SET title = excluded.title,"
                   " iswc = excluded.iswc, revision = works.revision + 1,"
                   " updated_at_us = excluded.updated_at_us"),
      rows);
}

absl::StatusOr<std::map<WorkKey, Work>> LockWorks(
    sql::Transaction& transaction, const std::set<WorkKey>& works) {
  // As LockTracks does.
  const char* const lock = transaction.dialect() == sql::Dialect::kPostgres
                               ? " ORDER BY account_id, id FOR NO KEY UPDATE"
                               : "";
  return Find(transaction.connection(), works, lock);
}

absl::StatusOr<std::map<WorkKey, Work>> GetWorks(
    sql::Connection& connection, const std::set<WorkKey>& works) {
  return Find(connection, works, "");
}

absl::StatusOr<Work> GetWork(sql::Connection& connection, const WorkKey& key) {
  RITORNELLO_ASSIGN_OR_RETURN(auto works, GetWorks(connection, {key}));
  if (works.empty()) return WorkNotFound(key);
  return std::move(works.begin()->second);
}

absl::StatusOr<std::vector<Work>> ListWorks(sql::Connection& connection,
                                            absl::string_view account_id,
                                            absl::string_view after_id,
                                            size_t count_max) {
  const sql::Value parameters[] = {std::string(account_id),
                                   std::string(after_id),
                                   static_cast<int64_t>(count_max)};
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      connection.Run(absl::StrCat(kSelect,
                                  "account_id = $1 AND id > $2 ORDER BY id"
                                  " LIMIT $3"),
                     parameters));
  std::vector<Work> works;
  for (const sql::Row& row : rows) works.push_back(FromRow(row));
  return works;
}

absl::Status WorkNotFound(const WorkKey& work) {
  const std::string name = NameOf(work);
  return WithReason(absl::NotFoundError(absl::StrCat("no ", name)),
                    "WORK_NOT_FOUND", {{"work", name}});
}

}  // namespace ritornello::catalog
