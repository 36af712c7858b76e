// The program hledger, as an independent judge of our books. Tests only.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ritornello::royalties::testing {

// What hledger prints for `arguments` on the journal `text`. Internal, with
// what it printed, when it exits with an error or is not installed.
absl::StatusOr<std::string> RunHledger(absl::string_view text,
                                       absl::string_view arguments);

// Micro-units by ledger account and currency, zeros included.
using Balances = std::map<std::pair<std::string, std::string>, int64_t>;

// The balances that hledger computes from the journal `text`.
absl::StatusOr<Balances> HledgerBalances(absl::string_view text);

}  // namespace ritornello::royalties::testing
