// Posting to the books: the only writer of transactions, entries, balances and
// earnings.
//
// Whoever posts locks the head of the book first. Transactions therefore get
// sequences without gaps in the order in which they commit, whatever the
// number of processes, and each carries a hash over the one before it.
//
// A closed month takes no postings. What belongs to one, as late statements,
// voids and resolved suspense do, is booked in the first month that is open,
// earnings included; the day on which it was earned stays.
//
// An idempotency key is good for ever: the same key with the same payload (the
// order of legs and earnings aside) is answered with what it did the first
// time, and with any other payload refused. Months that were closed meanwhile
// make no difference.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/sql/pool.h"
#include "libs/sql/transaction.h"
#include "libs/time/clock.h"
#include "services/royalties/model/earning.h"
#include "services/royalties/model/transaction.h"

namespace ritornello::royalties {

// A transaction to be posted, and what its accrued legs mean to the payees:
// per payee, right and currency the earnings add up to what is credited to the
// payee's ledger account.
struct Posting {
  std::string idempotency_key;  // 1..kIdempotencyKeySizeMax bytes
  Transaction transaction;
  std::vector<Earning> earnings;
};

// What was posted, now or when the key was first used.
struct Receipt {
  int64_t sequence = 0;
  std::string hash;
  absl::Time record_time;
  friend bool operator==(const Receipt&, const Receipt&) = default;
};

// Posts all of `postings` to `book`, in their order, as a part of
// `transaction`; the answer has their order too. Descriptions become one line.
// Record times never run backwards, even if `now` does. Costs about ten
// statements whatever the count.
//
// Errors: NotFound         no such book
//         InvalidArgument  "postings[i]: …": a transaction is not valid, see
//                          Validate(), or its earnings are not its legs
//         OutOfRange       a balance would not fit
//         AlreadyExists    a key was used for another payload; reason
//                          IDEMPOTENCY_KEY_REUSED
// After an error the transaction must not be committed.
absl::StatusOr<std::vector<Receipt>> Post(sql::Transaction& transaction,
                                          absl::string_view book,
                                          absl::Time now,
                                          std::vector<Posting> postings);

// The same as a database transaction of its own. Unavailable when the outcome
// is unknown: post again with the same keys.
absl::StatusOr<std::vector<Receipt>> Post(sql::Pool& pool, const Clock& clock,
                                          absl::string_view book,
                                          const std::vector<Posting>& postings);

// Posts the mirror image of each of the transactions `sequences`, ascending,
// earnings included, into `period`. A transaction is reversed once: doing it
// again with the same description and period changes nothing.
//
// Errors: NotFound       no such book or transaction
//         AlreadyExists  it was reversed with other words or into another
//                        period
absl::StatusOr<std::vector<Receipt>> Reverse(sql::Transaction& transaction,
                                             absl::string_view book,
                                             absl::Time now,
                                             std::span<const int64_t> sequences,
                                             absl::CivilMonth period,
                                             absl::string_view description);

}  // namespace ritornello::royalties
