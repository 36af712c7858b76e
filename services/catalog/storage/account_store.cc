#include "services/catalog/storage/account_store.h"

#include "absl/strings/str_cat.h"
#include "libs/sql/row.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/model/names.h"

namespace ritornello::catalog {
namespace {

constexpr char kInsert[] =
    "INSERT INTO accounts (id, display_name, created_at_us)"
    " VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING RETURNING id";
constexpr char kGet[] =
    "SELECT id, display_name, created_at_us FROM accounts WHERE id = $1";
constexpr char kList[] =
    "SELECT id, display_name, created_at_us FROM accounts WHERE id > $1"
    " ORDER BY id LIMIT $2";

Account FromRow(const sql::Row& row) {
  return {.id = sql::Text(row[0]),
          .display_name = sql::Text(row[1]),
          .create_time = absl::FromUnixMicros(sql::Int(row[2]))};
}

}  // namespace

absl::Status InsertAccount(sql::Transaction& transaction,
                           const Account& account) {
  const sql::Value parameters[] = {account.id, account.display_name,
                                   absl::ToUnixMicros(account.create_time)};
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<sql::Row> inserted,
                              transaction.Run(kInsert, parameters));
  if (!inserted.empty()) return absl::OkStatus();
  const std::string name = AccountName(account.id);
  return WithReason(absl::AlreadyExistsError(absl::StrCat(name, " exists")),
                    "ACCOUNT_EXISTS", {{"account", name}});
}

absl::StatusOr<Account> GetAccount(sql::Connection& connection,
                                   absl::string_view account_id) {
  const sql::Value parameters[] = {std::string(account_id)};
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                              connection.Run(kGet, parameters));
  if (!rows.empty()) return FromRow(rows[0]);
  const std::string name = AccountName(account_id);
  return WithReason(absl::NotFoundError(absl::StrCat("no ", name)),
                    "ACCOUNT_NOT_FOUND", {{"account", name}});
}

absl::StatusOr<std::vector<Account>> ListAccounts(sql::Connection& connection,
                                                  absl::string_view after_id,
                                                  size_t count_max) {
  const sql::Value parameters[] = {std::string(after_id),
                                   static_cast<int64_t>(count_max)};
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                              connection.Run(kList, parameters));
  std::vector<Account> accounts;
  for (const sql::Row& row : rows) accounts.push_back(FromRow(row));
  return accounts;
}

}  // namespace ritornello::catalog
