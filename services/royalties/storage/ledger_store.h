// Rows of the books: heads, transactions with their legs, balances.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/sql/connection.h"
#include "libs/sql/transaction.h"
#include "services/royalties/model/transaction.h"
#include "services/royalties/model/trial_balance.h"

namespace ritornello::royalties {

// The last transaction of a book; sequence 0 when it has none.
struct BookHead {
  int64_t sequence = 0;
  std::string hash;
  absl::Time record_time;
  // The last month that is closed, and every month before it is.
  std::optional<absl::CivilMonth> closed_through = std::nullopt;
};

// NotFound when there is no such book.
absl::StatusOr<BookHead> GetBookHead(sql::Connection& connection,
                                     absl::string_view book);

// The same, and keeps everybody else from posting to the book until the
// transaction ends. Take it before anything else of the book is read.
absl::StatusOr<BookHead> LockBookHead(sql::Transaction& transaction,
                                      absl::string_view book);

// Months are closed by InsertClosing().
absl::Status UpdateBookHead(sql::Transaction& transaction,
                            absl::string_view book, const BookHead& head);

// What an idempotency key was used for.
struct KeyUse {
  int64_t sequence = 0;
  std::string payload_sha256;
  std::string hash;
  absl::Time record_time;
  // As in BookHead, when it was used.
  std::optional<absl::CivilMonth> closed_through = std::nullopt;
};

// Those of `keys` that were used in the book.
absl::StatusOr<std::map<std::string, KeyUse>> FindKeys(
    sql::Transaction& transaction, absl::string_view book,
    std::span<const std::string> keys);

// The transactions of the book that were posted for `document` and that nobody
// reversed, ascending.
absl::StatusOr<std::vector<int64_t>> ListPostedSequences(
    sql::Connection& connection, absl::string_view book,
    absl::string_view document);

// Inserts transactions, their entries included.
absl::Status InsertTransactions(sql::Transaction& transaction,
                                std::span<const PostedTransaction> posted);

// Ledger account and currency.
using BalanceKey = std::pair<std::string, std::string>;
using BalanceMap = std::map<BalanceKey, RunningBalance>;

// Balances of those of `ledger_accounts` that have any, in every currency.
absl::StatusOr<BalanceMap> GetBalances(
    sql::Transaction& transaction, absl::string_view book,
    std::span<const std::string> ledger_accounts);

absl::StatusOr<BalanceMap> GetAllBalances(sql::Transaction& transaction,
                                          absl::string_view book);

absl::Status PutBalances(sql::Transaction& transaction, absl::string_view book,
                         const BalanceMap& balances);

// All balances and the sequence they belong to, read at one moment. NotFound
// when there is no such book.
absl::StatusOr<TrialBalance> GetTrialBalance(sql::Connection& connection,
                                             absl::string_view book);

// Which transactions to list.
struct TransactionFilter {
  std::string book;
  std::string ledger_account;  // or beneath it; empty for all
  int64_t after_sequence = 0;
  std::optional<int64_t> last_sequence = std::nullopt;  // inclusive
  size_t count_max = 500;
};

// Most legs of one page; it ends before a transaction that would exceed them.
inline constexpr size_t kPageLegCountMax = 2 * kLegCountMax;

struct TransactionPage {
  std::vector<PostedTransaction> transactions;
  bool has_more = false;  // then it holds at least one
};

// The next transactions in the order of posting, with their legs and running
// balances. Costs two statements.
absl::StatusOr<TransactionPage> ListTransactions(
    sql::Connection& connection, const TransactionFilter& filter);

// Those of `sequences`; NotFound naming the first that does not exist.
// REQUIRES: ascending.
absl::StatusOr<std::vector<PostedTransaction>> GetTransactions(
    sql::Connection& connection, absl::string_view book,
    std::span<const int64_t> sequences);

}  // namespace ritornello::royalties
