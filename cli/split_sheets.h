// Who owns which share, on the command line: of a track or of a work.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/program.h"
#include "cli/session.h"
#include "ritornello/catalog/v1/rights_service.pb.h"

namespace ritornello::cli {

struct ShareFlags {
  std::vector<std::string> rights;   // "master", as typed
  std::vector<std::string> parties;  // "ana:writer=60%", as typed
  std::string from;
};

// Adds --right, --party and --from; `rights` are the values of the first,
// "master|performance", and `rights_default` says what none means.
void AddShareFlags(Verb verb, const std::string& rights,
                   const std::string& rights_default, ShareFlags& flags);

// What the flags say of `subject`, "accounts/acme/tracks/air": one sheet for
// each of its rights, or of `rights_default` if it names none.
absl::StatusOr<std::vector<catalog::v1::SplitSheet>> SheetsFrom(
    const ShareFlags& flags, const std::vector<std::string>& rights_default,
    const std::string& subject);

// Records them one after the other, up to the first that is refused, and prints
// those that were recorded, also before an error.
absl::Status RecordSheets(const std::string& subject,
                          const std::vector<catalog::v1::SplitSheet>& sheets,
                          Session& session);

// What is recorded of `subject`. Without --json sheets that were replaced, and
// so hold on no day, are left out, and standard error says how many.
absl::StatusOr<std::vector<catalog::v1::SplitSheet>> GetSheets(
    const std::string& subject, Session& session);

// Prints them.
absl::Status ListSheets(const std::string& subject, Session& session);

}  // namespace ritornello::cli
