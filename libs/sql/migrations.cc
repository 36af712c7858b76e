#include "libs/sql/migrations.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/sha256/sha256.h"
#include "libs/sql/row.h"
#include "libs/sql/transaction.h"
#include "libs/status/check.h"
#include "libs/status/status_macros.h"

namespace ritornello::sql {
namespace {

constexpr absl::string_view kCreateTable =
    "CREATE TABLE IF NOT EXISTS schema_migrations ("
    " number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL,"
    " sha256 TEXT NOT NULL, applied_at_us BIGINT NOT NULL)";
// Any number that no other program of the database locks.
constexpr absl::string_view kLockPostgres =
    "SELECT pg_advisory_xact_lock(7018563144)";
constexpr absl::string_view kSelect =
    "SELECT number, name, sha256 FROM schema_migrations ORDER BY number";
constexpr absl::string_view kInsert =
    "INSERT INTO schema_migrations (number, name, sha256, applied_at_us)"
    " VALUES ($1, $2, $3, $4)";

// SQLite's immediate transaction already is the lock.
absl::Status LockOut(Transaction& transaction) {
  if (transaction.dialect() == Dialect::kSqlite) return absl::OkStatus();
  return transaction.Run(kLockPostgres, {}).status();
}

absl::Status CheckApplied(const std::vector<Row>& applied,
                          std::span<const Migration> migrations) {
  if (applied.size() > migrations.size()) {
    return absl::FailedPreconditionError(
        absl::StrCat("the database has migration ", Int(applied.back()[0]),
                     " (", Text(applied.back()[1]), "), this program knows ",
                     migrations.size(), ": run the newer program"));
  }
  for (size_t i = 0; i < applied.size(); ++i) {
    if (Int(applied[i][0]) != migrations[i].number ||
        Text(applied[i][2]) != Sha256Hex(migrations[i].script)) {
      return absl::FailedPreconditionError(absl::StrCat(
          "migration ", Int(applied[i][0]), " (", Text(applied[i][1]),
          ") was applied with other contents than this program's ",
          migrations[i].name));
    }
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<Migration> MigrationsFor(
    Dialect dialect,
    const std::vector<std::pair<absl::string_view, absl::string_view>>& files) {
  const absl::string_view folder = dialect == Dialect::kSqlite
                                       ? "migrations/sqlite/"
                                       : "migrations/postgres/";
  std::vector<Migration> migrations;
  for (const auto& [path, content] : files) {
    if (!absl::StartsWith(path, folder)) continue;
    Migration migration{.name = path.substr(folder.size()), .script = content};
    RITORNELLO_CHECK(
        absl::SimpleAtoi(migration.name.substr(0, 4), &migration.number));
    migrations.push_back(migration);
  }
  std::sort(migrations.begin(), migrations.end(),
            [](const Migration& a, const Migration& b) {
              return a.number < b.number;
            });
  for (size_t i = 0; i < migrations.size(); ++i) {
    RITORNELLO_CHECK(migrations[i].number == static_cast<int>(i) + 1);
  }
  return migrations;
}

absl::Status Migrate(Connection& connection,
                     std::span<const Migration> migrations, absl::Time now) {
  RITORNELLO_ASSIGN_OR_RETURN(Transaction transaction,
                              Transaction::Begin(connection));
  RITORNELLO_RETURN_IF_ERROR(LockOut(transaction));
  RITORNELLO_RETURN_IF_ERROR(transaction.Run(kCreateTable, {}).status());
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<Row> applied,
                              transaction.Run(kSelect, {}));
  RITORNELLO_RETURN_IF_ERROR(CheckApplied(applied, migrations));
  for (const Migration& migration : migrations.subspan(applied.size())) {
    RITORNELLO_RETURN_IF_ERROR(
        connection.RunScript(std::string(migration.script)));
    const Value row[] = {int64_t{migration.number}, std::string(migration.name),
                         Sha256Hex(migration.script), absl::ToUnixMicros(now)};
    RITORNELLO_RETURN_IF_ERROR(transaction.Run(kInsert, row).status());
  }
  return transaction.Commit();
}

}  // namespace ritornello::sql
