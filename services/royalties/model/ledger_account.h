// Names of the ledger accounts, "Liabilities:Accrued:acme:ana:Composition":
// what they may look like, and how those we post to are called.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "services/royalties/model/names.h"
#include "services/royalties/model/rights.h"

namespace ritornello::royalties {

inline constexpr size_t kLedgerAccountSizeMax = 300;

// Returns InvalidArgument naming `field` unless `name` is one of Assets,
// Liabilities, Equity, Income and Expenses, then at least one segment of A-Z,
// a-z, 0-9, '.', '_' and '-' after each ':', kLedgerAccountSizeMax bytes in
// all.
absl::Status ValidateLedgerAccount(absl::string_view field,
                                   absl::string_view name);

// "Composition" or "Master": the last segment of what a payee has accrued.
// REQUIRES: kSyncComposition or kMaster.
absl::string_view AccruedRightWord(Right right);

// What a document is called inside a ledger account: "acme.artlist-2026" for a
// deal, "artlist-a-2026-10" for a statement. They never collide, because no id
// holds a dot.
std::string DocumentSegment(const DealKey& deal);
std::string DocumentSegment(const StatementKey& statement);

// "Assets:Receivable:<source>:<document>": owed to us by a library.
std::string ReceivableAccount(absl::string_view source,
                              absl::string_view document_segment);
// "Liabilities:Undistributed:<document>": received, not yet divided.
std::string UndistributedAccount(absl::string_view document_segment);
// "Liabilities:Suspense:Unmatched:<document>": of lines nobody could match.
std::string SuspenseAccount(absl::string_view document_segment);
// "Liabilities:Accrued:<account>:<party>:Composition": owed to a payee.
std::string AccruedAccount(const PartyKey& payee, Right right);

inline constexpr absl::string_view kCommissionAccount = "Income:Commission";
inline constexpr absl::string_view kRoundingAccount = "Expenses:Rounding";

}  // namespace ritornello::royalties
