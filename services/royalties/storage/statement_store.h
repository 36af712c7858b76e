// Rows of statements.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/sql/connection.h"
#include "libs/sql/transaction.h"
#include "services/royalties/model/names.h"
#include "services/royalties/model/statement.h"

namespace ritornello::royalties {

// AlreadyExists when the id is taken, or the same file is there for the same
// source, account and period and not void.
absl::Status InsertStatement(sql::Transaction& transaction,
                             const Statement& statement);

// NotFound when there is none.
absl::StatusOr<Statement> GetStatement(sql::Connection& connection,
                                       const StatementKey& key);

// The same, and keeps everybody else from changing it until the transaction
// ends.
absl::StatusOr<Statement> LockStatement(sql::Transaction& transaction,
                                        const StatementKey& key);

// Stores what may change, under the next revision.
// REQUIRES: the transaction locked the statement, and the state is the one it
// had or one it may become.
absl::Status UpdateStatement(sql::Transaction& transaction,
                             const Statement& statement);

// All statements, void ones included, of the same book, source, account and
// period, oldest first.
absl::StatusOr<std::vector<Statement>> FindStatements(
    sql::Connection& connection, const StatementHeader& header);

// Keeps every other import of the file with this SHA-256 waiting until the
// transaction ends.
absl::Status LockStatementFile(sql::Transaction& transaction,
                               absl::string_view book,
                               absl::string_view file_sha256);

// Keeps every other import for the statement's source and source account
// waiting until the transaction ends.
absl::Status LockStatementSource(sql::Transaction& transaction,
                                 const Statement& statement);

// Statements of the same source, account and currency that are not void and
// may have a line of `statement`, too: those of other months, from the one on
// in which its first line was used. Oldest first; none when no line of it says
// when it was used.
absl::StatusOr<std::vector<Statement>> FindStatementsOfOtherMonths(
    sql::Connection& connection, const Statement& statement);

// Statements of the book that came with this very file and are not void,
// oldest first.
absl::StatusOr<std::vector<Statement>> FindStatementsOfFile(
    sql::Connection& connection, absl::string_view book,
    absl::string_view file_sha256);

// Where a page begins: behind this statement.
struct StatementCursor {
  absl::Time receive_time;
  std::string statement_id;
};

// Statements of the book, newest first.
absl::StatusOr<std::vector<Statement>> ListStatements(
    sql::Connection& connection, absl::string_view book,
    const std::optional<StatementCursor>& after, size_t count_max);

// Statements of all books that are on their way into the ledger, oldest first.
absl::StatusOr<std::vector<Statement>> ListUnfinishedStatements(
    sql::Connection& connection, size_t count_max);

// Cost: one row for each posted statement, which knows how many of its lines
// are in suspense; the lines themselves are not read. With 100'000 statements,
// which is 10'000'000 lines and more, about 0.1 s.
absl::StatusOr<StatementCounts> CountStatements(sql::Connection& connection);

}  // namespace ritornello::royalties
