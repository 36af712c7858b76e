// Whether an account exists, where the service that was asked does not know.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "cli/session.h"

namespace ritornello::cli {

// Royalties keeps money and no accounts: it lists nothing for one that nobody
// opened. Asks the catalogue behind the same address.
//
// Errors: NotFound  there is no account `parent`
// OK, too, where the server is no catalogue and cannot tell.
absl::Status CheckAccount(const std::string& parent, Session& session);

}  // namespace ritornello::cli
