// Parties that came to be because a manifest named somebody.
#pragma once

#include <set>
#include <string>

#include "absl/status/status.h"
#include "cli/session.h"

namespace ritornello::cli {

struct MadeParties {
  std::set<std::string> names;          // "accounts/acme/parties/ana-sousa"
  std::set<std::string> display_names;  // of shares that may be theirs
};

// How many are named on standard error besides those that are near to another:
// these are all named, before.
inline constexpr size_t kMadePartiesNamedMax = 50;

// Says on standard error which parties of `parent` were made, or would be, and
// whom each may have been meant to be: a misspelt name is a new payee. Nothing
// with --json, where acks say it.
absl::Status TellMadeParties(const MadeParties& made, bool is_check,
                             const std::string& parent, Session& session);

}  // namespace ritornello::cli
