// The programs hledger, ledger and beancount, as independent judges of our
// books. Tests only.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ritornello::royalties::testing {

enum class Bookkeeper { kHledger, kLedger, kBeancount };

// "hledger", for the names of tests and messages.
absl::string_view NameOf(Bookkeeper bookkeeper);

// Whether the program accepts the journal `text` at its strictest. Internal,
// with what it printed, when it does not or is not installed.
absl::Status Check(Bookkeeper bookkeeper, absl::string_view text);

// What hledger prints for `arguments` on the journal `text`. Internal, with
// what it printed, when it exits with an error or is not installed.
absl::StatusOr<std::string> RunHledger(absl::string_view text,
                                       absl::string_view arguments);

// Micro-units by ledger account and currency, those at zero left out.
using Balances = std::map<std::pair<std::string, std::string>, int64_t>;

// The balances that the program computes from the journal `text`; beancount's
// under the names that the journal says the ledger accounts had.
absl::StatusOr<Balances> BalancesBy(Bookkeeper bookkeeper,
                                    absl::string_view text);

// `text` through Python's csv module and back: rows of cells, each cell
// followed by \x1f, each row by \x1e.
absl::StatusOr<std::string> ReadWithPython(absl::string_view text);

}  // namespace ritornello::royalties::testing
