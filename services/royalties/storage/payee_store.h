// Rows of payees and of what they earned.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "libs/sql/connection.h"
#include "libs/sql/transaction.h"
#include "services/royalties/model/earning.h"
#include "services/royalties/model/names.h"
#include "services/royalties/model/payee_statement.h"

namespace ritornello::royalties {

// The earnings of one transaction, in their order.
struct EarningsOfTransaction {
  TransactionKey transaction;
  std::vector<Earning> earnings;
};

// Inserts earnings and those payees that are new.
absl::Status InsertEarnings(sql::Transaction& transaction,
                            std::span<const EarningsOfTransaction> postings);

// The earnings that the transactions `sequences` posted, by sequence;
// transactions without any are left out.
absl::StatusOr<std::map<int64_t, std::vector<Earning>>> GetEarnings(
    sql::Connection& connection, absl::string_view book,
    std::span<const int64_t> sequences);

// Whether money was ever divided to the party.
absl::StatusOr<bool> HasPayee(sql::Connection& connection,
                              const PartyKey& payee);

// Payees of the account after `after_party` in byte order of their ids, with
// what their ledger accounts hold in all books.
absl::StatusOr<std::vector<Payee>> ListPayees(sql::Connection& connection,
                                              absl::string_view account_id,
                                              absl::string_view after_party,
                                              size_t count_max);

// What the ledger accounts of `payees` hold; an entry for each of them.
absl::StatusOr<std::vector<Payee>> GetPayees(sql::Connection& connection,
                                             std::vector<PartyKey> payees);

// Sums of the earnings of the months before `period`, by currency.
absl::StatusOr<std::map<std::string, int64_t>> SumEarningsBefore(
    sql::Connection& connection, const PartyKey& payee,
    absl::CivilMonth period);

// Earnings of one month, or of all when `period` is absent, behind `after`, by
// month and in the order of posting; the first `count_max` of them.
absl::StatusOr<std::vector<PayeeStatementLine>> ListEarnings(
    sql::Connection& connection, const PartyKey& payee,
    std::optional<absl::CivilMonth> period,
    const std::optional<PayeeStatementMark>& after, size_t count_max);

}  // namespace ritornello::royalties
