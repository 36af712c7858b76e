// An authenticator that believes what a test says. Tests only.
#pragma once

#include <grpcpp/client_context.h>

#include <set>
#include <string>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "libs/server/authenticator.h"
#include "libs/status/status_macros.h"

namespace ritornello::server::testing {

// Reads "test-subject", "test-role", "test-accounts" and "test-books"; the
// last two are bare ids with commas between them, or "*" for all.
class TestAuthenticator final : public Authenticator {
 public:
  absl::StatusOr<Caller> Authenticate(const Metadata& metadata) const override {
    const absl::string_view role = metadata.Find("test-role");
    if (role.empty()) return absl::UnauthenticatedError("test-role is missing");
    Caller caller;
    caller.subject = std::string(metadata.Find("test-subject"));
    RITORNELLO_ASSIGN_OR_RETURN(caller.role, ParseRole(role));
    caller.accounts = ToAccess(metadata.Find("test-accounts"));
    caller.books = ToAccess(metadata.Find("test-books"));
    return caller;
  }

 private:
  static Access ToAccess(absl::string_view list) {
    if (list == "*") return Access::All();
    const std::set<std::string> names =
        absl::StrSplit(list, ',', absl::SkipEmpty());
    return Access::To({names.begin(), names.end()});
  }
};

// Makes `context` a call by "tester".
inline void CallAs(Role role, const std::string& accounts,
                   const std::string& books, grpc::ClientContext& context) {
  context.AddMetadata("test-subject", "tester");
  context.AddMetadata("test-role", std::string(RoleName(role)));
  context.AddMetadata("test-accounts", accounts);
  context.AddMetadata("test-books", books);
}

}  // namespace ritornello::server::testing
