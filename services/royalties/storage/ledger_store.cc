#include "services/royalties/storage/ledger_store.h"

#include <algorithm>
#include <iterator>
#include <limits>

#include "absl/strings/str_cat.h"
#include "libs/sql/in_list.h"
#include "libs/sql/row.h"
#include "libs/status/check.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/royalties/model/names.h"
#include "services/royalties/model/period.h"

namespace ritornello::royalties {
namespace {

using sql::Int;
using sql::Row;
using sql::Text;
using sql::Value;

constexpr char kSelectSequences[] =
    "SELECT t.sequence FROM transactions t WHERE t.document = $1"
    " AND t.book = $2 AND t.reverses IS NULL AND NOT EXISTS ("
    "SELECT 1 FROM transactions r WHERE r.book = t.book"
    " AND r.reverses = t.sequence) ORDER BY t.sequence";
// An UPDATE that changes nothing, for its row lock.
constexpr char kLockHead[] =
    "UPDATE books SET head_sequence = head_sequence WHERE id = $1"
    " RETURNING head_sequence, head_hash, head_recorded_at_us,"
    " closed_through";
constexpr char kSelectHead[] =
    "SELECT head_sequence, head_hash, head_recorded_at_us, closed_through"
    " FROM books WHERE id = $1";
constexpr char kUpdateHead[] =
    "UPDATE books SET head_sequence = $2, head_hash = $3,"
    " head_recorded_at_us = $4 WHERE id = $1";
// With the last month that was closed when the key was used.
constexpr char kSelectKeys[] =
    "SELECT t.idempotency_key, t.sequence, t.payload_sha256, t.hash,"
    " t.recorded_at_us, (SELECT MAX(c.period) FROM book_closings c"
    " WHERE c.book = t.book AND c.head_sequence < t.sequence)"
    " FROM transactions t WHERE t.book = $1 AND t.idempotency_key IN ";
constexpr char kInsertTransaction[] =
    "INSERT INTO transactions (book, sequence, effective_date, period,"
    " recorded_at_us, description, document, reverses, idempotency_key,"
    " payload_sha256, hash)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
constexpr char kInsertEntry[] =
    "INSERT INTO entries (book, sequence, position, ledger_account, currency,"
    " amount_micros, balance_after_micros, account_version)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
constexpr char kPutBalance[] =
    "INSERT INTO balances (book, ledger_account, currency, amount_micros,"
    " version) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (book, ledger_account, currency) DO UPDATE"
    " SET amount_micros = excluded.amount_micros, version = excluded.version";
constexpr char kSelectBalances[] =
    "SELECT ledger_account, currency, amount_micros, version FROM balances"
    " WHERE book = $1";
// One statement sees one moment.
constexpr char kSelectTrialBalance[] =
    "SELECT k.head_sequence, b.ledger_account, b.currency, b.amount_micros"
    " FROM books k LEFT JOIN balances b ON b.book = k.id WHERE k.id = $1"
    " ORDER BY b.ledger_account, b.currency";
constexpr char kSelectTransactions[] =
    "SELECT sequence, effective_date, period, recorded_at_us, description,"
    " document, reverses, idempotency_key, payload_sha256, hash"
    " FROM transactions WHERE book = $1";
// Beneath "Assets:Bank" is what begins with "Assets:Bank:"; ';' follows ':'.
constexpr char kWithinLedgerAccount[] =
    " AND sequence IN (SELECT e.sequence FROM entries e WHERE e.book = $1"
    " AND e.sequence > $2 AND (e.ledger_account = $5"
    " OR (e.ledger_account > $6 AND e.ledger_account < $7)))";
// Transactions that are read with all their legs at once.
constexpr size_t kReadCountMax = 100;
constexpr char kSelectEntries[] =
    "SELECT sequence, ledger_account, currency, amount_micros,"
    " balance_after_micros, account_version FROM entries WHERE book = $1"
    " AND sequence IN ";

absl::Status NoSuchBook(absl::string_view book) {
  const std::string name = BookName(book);
  return WithReason(absl::NotFoundError(absl::StrCat("no such book: ", name)),
                    "BOOK_NOT_FOUND", {{"book", name}});
}

// Nothing for "".
absl::StatusOr<std::optional<absl::CivilMonth>> MonthFrom(
    const std::string& text) {
  if (text.empty()) return std::nullopt;
  RITORNELLO_ASSIGN_OR_RETURN(const absl::CivilMonth month,
                              ParsePeriod("closed_through", text));
  return month;
}

absl::StatusOr<BookHead> HeadFrom(const std::vector<Row>& rows,
                                  absl::string_view book) {
  if (rows.empty()) return NoSuchBook(book);
  RITORNELLO_ASSIGN_OR_RETURN(const auto closed_through,
                              MonthFrom(Text(rows[0][3])));
  return BookHead{Int(rows[0][0]), Text(rows[0][1]),
                  absl::FromUnixMicros(Int(rows[0][2])), closed_through};
}

Row TransactionRow(const PostedTransaction& posted) {
  const Transaction& transaction = posted.transaction;
  return {posted.book,
          posted.sequence,
          DayText(transaction.effective_date),
          PeriodText(transaction.period),
          absl::ToUnixMicros(posted.record_time),
          transaction.description,
          transaction.document,
          sql::OrNull(transaction.reverses),
          posted.idempotency_key,
          posted.payload_sha256,
          posted.hash};
}

absl::StatusOr<PostedTransaction> TransactionFrom(absl::string_view book,
                                                  const Row& row) {
  PostedTransaction posted;
  posted.book = std::string(book);
  posted.sequence = Int(row[0]);
  RITORNELLO_ASSIGN_OR_RETURN(posted.transaction.effective_date,
                              ParseDay("effective_date", Text(row[1])));
  RITORNELLO_ASSIGN_OR_RETURN(posted.transaction.period,
                              ParsePeriod("period", Text(row[2])));
  posted.record_time = absl::FromUnixMicros(Int(row[3]));
  posted.transaction.description = Text(row[4]);
  posted.transaction.document = Text(row[5]);
  posted.transaction.reverses = sql::MaybeInt(row[6]);
  posted.idempotency_key = Text(row[7]);
  posted.payload_sha256 = Text(row[8]);
  posted.hash = Text(row[9]);
  return posted;
}

// Reads the legs of `posted`, which is by sequence and not empty. Leaves out
// the last transactions if they have more than `leg_count_max` legs.
absl::Status AddEntries(sql::Connection& connection, absl::string_view book,
                        size_t leg_count_max,
                        std::vector<PostedTransaction>& posted) {
  Row parameters = {std::string(book), static_cast<int64_t>(leg_count_max) + 1};
  for (const PostedTransaction& one : posted) {
    parameters.push_back(one.sequence);
  }
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<Row> rows,
      connection.Run(absl::StrCat(kSelectEntries, sql::InList(3, posted.size()),
                                  " ORDER BY sequence, position LIMIT $2"),
                     parameters));
  size_t last = 0;
  for (const Row& row : rows) {
    while (posted[last].sequence != Int(row[0])) ++last;
    posted[last].transaction.legs.push_back(
        {Text(row[1]), Text(row[2]), Int(row[3])});
    posted[last].balances.push_back({Int(row[4]), Int(row[5])});
  }
  if (rows.size() <= leg_count_max) return absl::OkStatus();
  if (last == 0) {
    return absl::DataLossError(absl::StrCat(
        NameOf(TransactionKey{std::string(book), posted[0].sequence}),
        ": has more than ", kLegCountMax, " legs"));
  }
  posted.resize(last);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<PostedTransaction>> TransactionsFrom(
    absl::string_view book, std::span<const Row> rows) {
  std::vector<PostedTransaction> transactions;
  for (const Row& row : rows) {
    RITORNELLO_ASSIGN_OR_RETURN(PostedTransaction posted,
                                TransactionFrom(book, row));
    transactions.push_back(std::move(posted));
  }
  return transactions;
}

BalanceMap BalancesFrom(const std::vector<Row>& rows) {
  BalanceMap balances;
  for (const Row& row : rows) {
    balances[{Text(row[0]), Text(row[1])}] = {Int(row[2]), Int(row[3])};
  }
  return balances;
}

}  // namespace

absl::StatusOr<BookHead> GetBookHead(sql::Connection& connection,
                                     absl::string_view book) {
  const Value parameters[] = {std::string(book)};
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<Row> rows,
                              connection.Run(kSelectHead, parameters));
  return HeadFrom(rows, book);
}

absl::StatusOr<BookHead> LockBookHead(sql::Transaction& transaction,
                                      absl::string_view book) {
  const Value parameters[] = {std::string(book)};
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<Row> rows,
                              transaction.Run(kLockHead, parameters));
  return HeadFrom(rows, book);
}

absl::Status UpdateBookHead(sql::Transaction& transaction,
                            absl::string_view book, const BookHead& head) {
  const Value parameters[] = {std::string(book), head.sequence, head.hash,
                              absl::ToUnixMicros(head.record_time)};
  return transaction.Run(kUpdateHead, parameters).status();
}

absl::StatusOr<std::map<std::string, KeyUse>> FindKeys(
    sql::Transaction& transaction, absl::string_view book,
    std::span<const std::string> keys) {
  std::map<std::string, KeyUse> uses;
  for (size_t begin = 0; begin < keys.size(); begin += sql::kInListSizeMax) {
    const auto some =
        keys.subspan(begin, std::min(sql::kInListSizeMax, keys.size() - begin));
    Row parameters = {std::string(book)};
    parameters.insert(parameters.end(), some.begin(), some.end());
    RITORNELLO_ASSIGN_OR_RETURN(
        const std::vector<Row> rows,
        transaction.Run(absl::StrCat(kSelectKeys, sql::InList(2, some.size())),
                        parameters));
    for (const Row& row : rows) {
      RITORNELLO_ASSIGN_OR_RETURN(
          const auto closed_through,
          MonthFrom(sql::MaybeText(row[5]).value_or("")));
      uses[Text(row[0])] = {Int(row[1]), Text(row[2]), Text(row[3]),
                            absl::FromUnixMicros(Int(row[4])), closed_through};
    }
  }
  return uses;
}

absl::StatusOr<std::vector<int64_t>> ListPostedSequences(
    sql::Connection& connection, absl::string_view book,
    absl::string_view document) {
  const Value parameters[] = {std::string(document), std::string(book)};
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<Row> rows,
                              connection.Run(kSelectSequences, parameters));
  std::vector<int64_t> sequences;
  for (const Row& row : rows) sequences.push_back(Int(row[0]));
  return sequences;
}

absl::Status InsertTransactions(sql::Transaction& transaction,
                                std::span<const PostedTransaction> posted) {
  std::vector<Row> rows;
  std::vector<Row> entry_rows;
  for (const PostedTransaction& one : posted) {
    rows.push_back(TransactionRow(one));
    for (size_t i = 0; i < one.transaction.legs.size(); ++i) {
      const Leg& leg = one.transaction.legs[i];
      entry_rows.push_back({one.book, one.sequence, static_cast<int64_t>(i) + 1,
                            leg.ledger_account, leg.currency, leg.amount_micros,
                            one.balances[i].amount_micros,
                            one.balances[i].version});
    }
  }
  RITORNELLO_RETURN_IF_ERROR(transaction.RunMany(kInsertTransaction, rows));
  return transaction.RunMany(kInsertEntry, entry_rows);
}

absl::StatusOr<BalanceMap> GetBalances(
    sql::Transaction& transaction, absl::string_view book,
    std::span<const std::string> ledger_accounts) {
  BalanceMap balances;
  for (size_t begin = 0; begin < ledger_accounts.size();
       begin += sql::kInListSizeMax) {
    const auto some = ledger_accounts.subspan(
        begin, std::min(sql::kInListSizeMax, ledger_accounts.size() - begin));
    Row parameters = {std::string(book)};
    parameters.insert(parameters.end(), some.begin(), some.end());
    RITORNELLO_ASSIGN_OR_RETURN(
        const std::vector<Row> rows,
        transaction.Run(absl::StrCat(kSelectBalances, " AND ledger_account IN ",
                                     sql::InList(2, some.size())),
                        parameters));
    balances.merge(BalancesFrom(rows));
  }
  return balances;
}

absl::StatusOr<BalanceMap> GetAllBalances(sql::Transaction& transaction,
                                          absl::string_view book) {
  const Value parameters[] = {std::string(book)};
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<Row> rows,
                              transaction.Run(kSelectBalances, parameters));
  return BalancesFrom(rows);
}

absl::Status PutBalances(sql::Transaction& transaction, absl::string_view book,
                         const BalanceMap& balances) {
  std::vector<Row> rows;
  for (const auto& [key, balance] : balances) {
    rows.push_back({std::string(book), key.first, key.second,
                    balance.amount_micros, balance.version});
  }
  return transaction.RunMany(kPutBalance, rows);
}

absl::StatusOr<TrialBalance> GetTrialBalance(sql::Connection& connection,
                                             absl::string_view book) {
  const Value parameters[] = {std::string(book)};
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<Row> rows,
                              connection.Run(kSelectTrialBalance, parameters));
  if (rows.empty()) return NoSuchBook(book);
  TrialBalance balance{std::string(book), Int(rows[0][0]), {}};
  for (const Row& row : rows) {
    if (sql::IsNull(row[1])) continue;  // the book has no balance yet
    balance.balances.push_back({Text(row[1]), Text(row[2]), Int(row[3])});
  }
  return balance;
}

absl::StatusOr<TransactionPage> ListTransactions(
    sql::Connection& connection, const TransactionFilter& filter) {
  RITORNELLO_CHECK(filter.count_max > 0 &&
                   filter.count_max < sql::kInListSizeMax);
  Row parameters = {
      filter.book, filter.after_sequence,
      filter.last_sequence.value_or(std::numeric_limits<int64_t>::max()),
      static_cast<int64_t>(filter.count_max) + 1};
  std::string statement = absl::StrCat(
      kSelectTransactions, " AND sequence > $2", " AND sequence <= $3");
  if (!filter.ledger_account.empty()) {
    absl::StrAppend(&statement, kWithinLedgerAccount);
    parameters.push_back(filter.ledger_account);
    parameters.push_back(absl::StrCat(filter.ledger_account, ":"));
    parameters.push_back(absl::StrCat(filter.ledger_account, ";"));
  }
  absl::StrAppend(&statement, " ORDER BY sequence LIMIT $4");
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<Row> rows,
                              connection.Run(statement, parameters));
  TransactionPage page;
  if (rows.empty()) return page;
  RITORNELLO_ASSIGN_OR_RETURN(
      page.transactions,
      TransactionsFrom(filter.book, std::span(rows).first(std::min(
                                        rows.size(), filter.count_max))));
  RITORNELLO_RETURN_IF_ERROR(
      AddEntries(connection, filter.book, kPageLegCountMax, page.transactions));
  page.has_more = page.transactions.size() < rows.size();
  return page;
}

absl::StatusOr<std::vector<PostedTransaction>> GetTransactions(
    sql::Connection& connection, absl::string_view book,
    std::span<const int64_t> sequences) {
  std::vector<PostedTransaction> found;
  for (size_t begin = 0; begin < sequences.size(); begin += kReadCountMax) {
    const auto some = sequences.subspan(
        begin, std::min(kReadCountMax, sequences.size() - begin));
    Row parameters = {std::string(book)};
    parameters.insert(parameters.end(), some.begin(), some.end());
    RITORNELLO_ASSIGN_OR_RETURN(
        const std::vector<Row> rows,
        connection.Run(
            absl::StrCat(kSelectTransactions, " AND sequence IN ",
                         sql::InList(2, some.size()), " ORDER BY sequence"),
            parameters));
    RITORNELLO_ASSIGN_OR_RETURN(std::vector<PostedTransaction> read,
                                TransactionsFrom(book, rows));
    for (size_t i = 0; i < some.size(); ++i) {
      if (i < read.size() && read[i].sequence == some[i]) continue;
      return absl::NotFoundError(
          absl::StrCat("no such transaction: ",
                       NameOf(TransactionKey{std::string(book), some[i]})));
    }
    RITORNELLO_RETURN_IF_ERROR(
        AddEntries(connection, book, kReadCountMax * kLegCountMax, read));
    std::move(read.begin(), read.end(), std::back_inserter(found));
  }
  return found;
}

}  // namespace ritornello::royalties
