#include "services/royalties/storage/statement_store.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/sql/row.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/royalties/model/period.h"

namespace ritornello::royalties {
namespace {

using sql::Int;
using sql::Row;
using sql::Text;
using sql::Value;

constexpr char kColumns[] =
    "book, id, source, source_account, period, currency, profile, file_sha256,"
    " file_name, state, hold_reason, is_released, waiting_for, line_count,"
    " matched_line_count, suspense_line_count, total_micros,"
    " declared_total_micros, suspense_micros, received_at_us, posted_at_us,"
    " revision, is_range";
constexpr char kInsert[] =
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,"
    " $16, $17, $18, $19, $20, $21, $22, $23)";
// A write that changes nothing locks the row on both engines.
constexpr char kLock[] =
    "UPDATE statements SET revision = revision WHERE book = $1 AND id = $2"
    " RETURNING ";
constexpr char kLockFile[] =
    "INSERT INTO statement_files (book, file_sha256, import_count)"
    " VALUES ($1, $2, 1) ON CONFLICT (book, file_sha256) DO UPDATE"
    " SET import_count = statement_files.import_count + 1";
constexpr char kLockSource[] =
    "INSERT INTO statement_sources (book, source, source_account, import_count)"
    " VALUES ($1, $2, $3, 1) ON CONFLICT (book, source, source_account)"
    " DO UPDATE SET import_count = statement_sources.import_count + 1";
// No source reports a sale before it was made.
constexpr char kOfOtherMonths[] =
    " FROM statements WHERE book = $1 AND source = $3 AND source_account = $4"
    " AND period <> $5 AND currency = $6 AND state <> 'VOID'"
    " AND period >= (SELECT substr(min(usage_date), 1, 7) FROM statement_lines"
    "   WHERE book = $1 AND statement_id = $2 AND usage_date <> '')"
    " ORDER BY received_at_us, id";
constexpr char kUpdate[] =
    "UPDATE statements SET state = $3, hold_reason = $4, is_released = $5,"
    " waiting_for = $6, matched_line_count = $7, suspense_line_count = $8,"
    " suspense_micros = $9, posted_at_us = $10, declared_total_micros = $11,"
    " revision = revision + 1"
    " WHERE book = $1 AND id = $2";
// A void statement keeps its count of lines, a posted one's is of today. sum()
// is numeric on PostgreSQL.
constexpr char kCount[] =
    "SELECT"
    " (SELECT count(*) FROM statements WHERE state = 'RECEIVED'),"
    " (SELECT count(*) FROM statements WHERE state = 'RIGHTS_RESOLVED'),"
    " (SELECT count(*) FROM statements WHERE state = 'HELD'),"
    " (SELECT CAST(coalesce(sum(suspense_line_count), 0) AS BIGINT)"
    "   FROM statements WHERE state = 'POSTED')";

absl::StatusOr<Statement> StatementFrom(const Row& row) {
  RITORNELLO_ASSIGN_OR_RETURN(const Currency currency,
                              ParseCurrency("currency", Text(row[5])));
  Statement statement{.key = {Text(row[0]), Text(row[1])},
                      .source = Text(row[2]),
                      .source_account = Text(row[3]),
                      .period = absl::CivilMonth(),
                      .currency = currency};
  RITORNELLO_ASSIGN_OR_RETURN(statement.period,
                              ParsePeriod("period", Text(row[4])));
  statement.profile = Text(row[6]);
  statement.file_sha256 = Text(row[7]);
  statement.file_name = Text(row[8]);
  RITORNELLO_ASSIGN_OR_RETURN(statement.state,
                              ParseStatementState(Text(row[9])));
  statement.hold_reason = Text(row[10]);
  statement.is_released = Int(row[11]) != 0;
  statement.waiting_for = Text(row[12]);
  statement.line_count = Int(row[13]);
  statement.matched_line_count = Int(row[14]);
  statement.suspense_line_count = Int(row[15]);
  statement.total_micros = Int(row[16]);
  statement.declared_total_micros = sql::MaybeInt(row[17]);
  statement.suspense_micros = Int(row[18]);
  statement.receive_time = absl::FromUnixMicros(Int(row[19]));
  if (!sql::IsNull(row[20])) {
    statement.post_time = absl::FromUnixMicros(Int(row[20]));
  }
  statement.revision = Int(row[21]);
  statement.is_range = Int(row[22]) != 0;
  return statement;
}

absl::StatusOr<std::vector<Statement>> StatementsFrom(
    const absl::StatusOr<std::vector<Row>>& rows) {
  if (!rows.ok()) return rows.status();
  std::vector<Statement> statements;
  for (const Row& row : *rows) {
    RITORNELLO_ASSIGN_OR_RETURN(Statement statement, StatementFrom(row));
    statements.push_back(std::move(statement));
  }
  return statements;
}

absl::StatusOr<Statement> OnlyStatement(
    const absl::StatusOr<std::vector<Row>>& rows, const StatementKey& key) {
  RITORNELLO_ASSIGN_OR_RETURN(std::vector<Statement> statements,
                              StatementsFrom(rows));
  if (statements.empty()) {
    const std::string name = NameOf(key);
    return WithReason(absl::NotFoundError(absl::StrCat("no statement ", name)),
                      "STATEMENT_NOT_FOUND", {{"statement", name}});
  }
  return std::move(statements[0]);
}

Value PostedAt(const Statement& statement) {
  if (!statement.post_time.has_value()) return sql::Null();
  return absl::ToUnixMicros(*statement.post_time);
}

}  // namespace

absl::Status InsertStatement(sql::Transaction& transaction,
                             const Statement& statement) {
  const Value parameters[] = {statement.key.book,
                              statement.key.statement_id,
                              statement.source,
                              statement.source_account,
                              PeriodText(statement.period),
                              std::string(statement.currency.code()),
                              statement.profile,
                              statement.file_sha256,
                              statement.file_name,
                              std::string(StateName(statement.state)),
                              statement.hold_reason,
                              int64_t{statement.is_released},
                              statement.waiting_for,
                              statement.line_count,
                              statement.matched_line_count,
                              statement.suspense_line_count,
                              statement.total_micros,
                              sql::OrNull(statement.declared_total_micros),
                              statement.suspense_micros,
                              absl::ToUnixMicros(statement.receive_time),
                              PostedAt(statement),
                              statement.revision,
                              int64_t{statement.is_range}};
  return transaction
      .Run(absl::StrCat("INSERT INTO statements (", kColumns, ")", kInsert),
           parameters)
      .status();
}

absl::StatusOr<Statement> GetStatement(sql::Connection& connection,
                                       const StatementKey& key) {
  const Value parameters[] = {key.book, key.statement_id};
  return OnlyStatement(
      connection.Run(absl::StrCat("SELECT ", kColumns,
                                  " FROM statements"
                                  " WHERE book = $1 AND id = $2"),
                     parameters),
      key);
}

absl::StatusOr<Statement> LockStatement(sql::Transaction& transaction,
                                        const StatementKey& key) {
  const Value parameters[] = {key.book, key.statement_id};
  return OnlyStatement(
      transaction.Run(absl::StrCat(kLock, kColumns), parameters), key);
}

absl::Status UpdateStatement(sql::Transaction& transaction,
                             const Statement& statement) {
  const Value parameters[] = {statement.key.book,
                              statement.key.statement_id,
                              std::string(StateName(statement.state)),
                              statement.hold_reason,
                              int64_t{statement.is_released},
                              statement.waiting_for,
                              statement.matched_line_count,
                              statement.suspense_line_count,
                              statement.suspense_micros,
                              PostedAt(statement),
                              sql::OrNull(statement.declared_total_micros)};
  return transaction.Run(kUpdate, parameters).status();
}

absl::StatusOr<std::vector<Statement>> FindStatements(
    sql::Connection& connection, const StatementHeader& header) {
  const Value parameters[] = {header.book, header.source, header.source_account,
                              PeriodText(header.period)};
  return StatementsFrom(connection.Run(
      absl::StrCat("SELECT ", kColumns,
                   " FROM statements WHERE book = $1 AND source = $2"
                   " AND source_account = $3 AND period = $4"
                   " ORDER BY received_at_us, id"),
      parameters));
}

absl::Status LockStatementFile(sql::Transaction& transaction,
                               absl::string_view book,
                               absl::string_view file_sha256) {
  const Value parameters[] = {std::string(book), std::string(file_sha256)};
  return transaction.Run(kLockFile, parameters).status();
}

absl::Status LockStatementSource(sql::Transaction& transaction,
                                 const Statement& statement) {
  const Value parameters[] = {statement.key.book, statement.source,
                              statement.source_account};
  return transaction.Run(kLockSource, parameters).status();
}

absl::StatusOr<std::vector<Statement>> FindStatementsOfOtherMonths(
    sql::Connection& connection, const Statement& statement) {
  const Value parameters[] = {statement.key.book,
                              statement.key.statement_id,
                              statement.source,
                              statement.source_account,
                              PeriodText(statement.period),
                              std::string(statement.currency.code())};
  return StatementsFrom(connection.Run(
      absl::StrCat("SELECT ", kColumns, kOfOtherMonths), parameters));
}

absl::StatusOr<std::vector<Statement>> FindStatementsOfFile(
    sql::Connection& connection, absl::string_view book,
    absl::string_view file_sha256) {
  const Value parameters[] = {std::string(book), std::string(file_sha256)};
  return StatementsFrom(connection.Run(
      absl::StrCat("SELECT ", kColumns,
                   " FROM statements WHERE book = $1 AND file_sha256 = $2"
                   " AND state <> 'VOID' ORDER BY received_at_us, id"),
      parameters));
}

absl::StatusOr<std::vector<Statement>> ListStatements(
    sql::Connection& connection, absl::string_view book,
    const std::optional<StatementCursor>& after, size_t count_max) {
  Row parameters = {std::string(book), static_cast<int64_t>(count_max)};
  std::string statement =
      absl::StrCat("SELECT ", kColumns, " FROM statements WHERE book = $1");
  if (after.has_value()) {
    absl::StrAppend(&statement,
                    " AND (received_at_us < $3"
                    " OR (received_at_us = $3 AND id < $4))");
    parameters.push_back(absl::ToUnixMicros(after->receive_time));
    parameters.push_back(after->statement_id);
  }
  absl::StrAppend(&statement,
                  " ORDER BY received_at_us DESC, id DESC LIMIT $2");
  return StatementsFrom(connection.Run(statement, parameters));
}

absl::StatusOr<std::vector<Statement>> ListUnfinishedStatements(
    sql::Connection& connection, size_t count_max) {
  const Value parameters[] = {static_cast<int64_t>(count_max)};
  return StatementsFrom(connection.Run(
      absl::StrCat("SELECT ", kColumns,
                   " FROM statements"
                   " WHERE state IN ('RECEIVED', 'RIGHTS_RESOLVED')"
                   " ORDER BY received_at_us, book, id LIMIT $1"),
      parameters));
}

absl::StatusOr<StatementCounts> CountStatements(sql::Connection& connection) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<Row> rows,
                              connection.Run(kCount, {}));
  return StatementCounts{.received = Int(rows[0][0]),
                         .rights_resolved = Int(rows[0][1]),
                         .held = Int(rows[0][2]),
                         .suspense_line = Int(rows[0][3])};
}

}  // namespace ritornello::royalties
