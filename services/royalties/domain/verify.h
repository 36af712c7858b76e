// Proof that a book is what its entries say.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/pool.h"

namespace ritornello::royalties {

struct Verification {
  int64_t transaction_count = 0;
  int64_t entry_count = 0;
  std::string hash;  // of the last transaction
};

// Recomputes the book from its first transaction: sequences have no gap,
// record times do not run backwards, every transaction balances, payload and
// chain hashes are right, earnings included, every running balance continues
// the one before it, earnings add up to the legs they explain, and head and
// stored balances are where the last transaction left them. Nothing was posted
// to a month after it was closed, and it was closed on the hash it has today.
//
// Errors: NotFound  no such book
//         DataLoss  something does not hold; the message names the first
//                   transaction that is wrong, or what is stored wrongly
//
// Cost: linear in entries; memory per ledger account. Posting goes on
// meanwhile but for a moment at the end, when the head is locked.
absl::StatusOr<Verification> VerifyBook(sql::Pool& pool,
                                        absl::string_view book);

}  // namespace ritornello::royalties
