#include "services/royalties/storage/month_store.h"

#include <string>
#include <utility>

#include "absl/time/time.h"
#include "libs/sql/row.h"
#include "libs/status/status_macros.h"
#include "services/royalties/model/period.h"

namespace ritornello::royalties {
namespace {

using sql::Int;
using sql::Row;
using sql::Text;
using sql::Value;

constexpr char kInsertClosing[] =
    "INSERT INTO book_closings (book, period, closed_at_us, head_sequence,"
    " head_hash) VALUES ($1, $2, $3, $4, $5)";
constexpr char kCloseThrough[] =
    "UPDATE books SET closed_through = $2 WHERE id = $1";
constexpr char kSelectClosings[] =
    "SELECT period, closed_at_us, head_sequence, head_hash FROM book_closings"
    " WHERE book = $1 ORDER BY period";
constexpr char kSelectMonth[] =
    "SELECT (SELECT COUNT(*) FROM transactions"
    " WHERE book = $1 AND period = $2), (SELECT COUNT(*) FROM statements"
    " WHERE book = $1 AND period = $2 AND state NOT IN ('POSTED', 'VOID'))";
constexpr char kSelectMonths[] =
    "SELECT m.period, (SELECT COUNT(*) FROM transactions t"
    " WHERE t.book = $1 AND t.period = m.period),"
    " (SELECT COUNT(*) FROM statements s WHERE s.book = $1"
    " AND s.period = m.period AND s.state NOT IN ('POSTED', 'VOID'))"
    " FROM (SELECT period FROM transactions WHERE book = $1 AND period < $2"
    " UNION SELECT period FROM statements WHERE book = $1 AND period < $2"
    " AND state NOT IN ('POSTED', 'VOID')"
    " UNION SELECT period FROM book_closings WHERE book = $1 AND period < $2)"
    " AS m ORDER BY m.period DESC LIMIT $3";
constexpr char kSelectUnposted[] =
    "SELECT id, state FROM statements WHERE book = $1 AND period > $2"
    " AND period <= $3 AND state NOT IN ('POSTED', 'VOID')"
    " ORDER BY period, id LIMIT $4";
// Before and behind every month.
constexpr char kBeginOfTime[] = "";
constexpr char kEndOfTime[] = "9999-99";

// The first of `closings` that closed `month`.
std::optional<Closing> ClosingOf(absl::CivilMonth month,
                                 const std::vector<Closing>& closings) {
  for (const Closing& closing : closings) {
    if (month <= closing.month) return closing;
  }
  return std::nullopt;
}

}  // namespace

absl::Status InsertClosing(sql::Transaction& transaction,
                           absl::string_view book, const Closing& closing) {
  const std::string period = PeriodText(closing.month);
  const Value row[] = {std::string(book), period,
                       absl::ToUnixMicros(closing.close_time), closing.sequence,
                       closing.hash};
  RITORNELLO_RETURN_IF_ERROR(transaction.Run(kInsertClosing, row).status());
  const Value head[] = {std::string(book), period};
  return transaction.Run(kCloseThrough, head).status();
}

absl::StatusOr<std::vector<Closing>> ListClosings(sql::Connection& connection,
                                                  absl::string_view book) {
  const Value parameters[] = {std::string(book)};
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<Row> rows,
                              connection.Run(kSelectClosings, parameters));
  std::vector<Closing> closings;
  for (const Row& row : rows) {
    RITORNELLO_ASSIGN_OR_RETURN(const absl::CivilMonth month,
                                ParsePeriod("period", Text(row[0])));
    closings.push_back(
        {month, absl::FromUnixMicros(Int(row[1])), Int(row[2]), Text(row[3])});
  }
  return closings;
}

absl::StatusOr<Month> GetMonth(sql::Connection& connection,
                               const MonthKey& key) {
  const Value parameters[] = {key.book, PeriodText(key.month)};
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<Row> rows,
                              connection.Run(kSelectMonth, parameters));
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<Closing> closings,
                              ListClosings(connection, key.book));
  return Month{key, Int(rows.at(0)[0]), Int(rows[0][1]),
               ClosingOf(key.month, closings)};
}

absl::StatusOr<std::vector<UnpostedStatement>> ListUnposted(
    sql::Connection& connection, absl::string_view book,
    std::optional<absl::CivilMonth> after, absl::CivilMonth through,
    size_t count_max) {
  const Value parameters[] = {
      std::string(book), after.has_value() ? PeriodText(*after) : kBeginOfTime,
      PeriodText(through), static_cast<int64_t>(count_max)};
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<Row> rows,
                              connection.Run(kSelectUnposted, parameters));
  std::vector<UnpostedStatement> statements;
  for (const Row& row : rows) {
    RITORNELLO_ASSIGN_OR_RETURN(const StatementState state,
                                ParseStatementState(Text(row[1])));
    statements.push_back({{std::string(book), Text(row[0])}, state});
  }
  return statements;
}

absl::StatusOr<std::vector<Month>> ListMonths(
    sql::Connection& connection, absl::string_view book,
    std::optional<absl::CivilMonth> before, size_t count_max) {
  const Value parameters[] = {
      std::string(book), before.has_value() ? PeriodText(*before) : kEndOfTime,
      static_cast<int64_t>(count_max)};
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<Row> rows,
                              connection.Run(kSelectMonths, parameters));
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<Closing> closings,
                              ListClosings(connection, book));
  std::vector<Month> months;
  for (const Row& row : rows) {
    RITORNELLO_ASSIGN_OR_RETURN(const absl::CivilMonth month,
                                ParsePeriod("period", Text(row[0])));
    months.push_back({{std::string(book), month},
                      Int(row[1]),
                      Int(row[2]),
                      ClosingOf(month, closings)});
  }
  return months;
}

}  // namespace ritornello::royalties
