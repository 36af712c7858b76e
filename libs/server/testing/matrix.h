// The authorisation table as a test: every RPC, every role, every kind of
// resource name. Tests only.
//
//   TEST(AuthorisationTest, TableIsComplete) {
//     EXPECT_THAT(TableMismatches(kRules, {kTrackService}), IsEmpty());
//   }
//   TEST(AuthorisationTest, Matrix) {
//     for (const MatrixCase& c : AuthorisationMatrix(kRules)) {
//       EXPECT_EQ(DecideByTable(c), c.expected) << c.name;
//       EXPECT_EQ(RefusedByServer(c, channel), c.expected) << c.name;
//     }
//   }
#pragma once

#include <grpcpp/channel.h>

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libs/server/authorisation.h"

namespace ritornello::server::testing {

// What the table and the services named disagree about, one sentence each;
// empty when they name exactly the same RPCs, each once.
// REQUIRES: the services are linked in.
std::vector<std::string> TableMismatches(
    std::span<const Rule> rules, const std::vector<std::string>& services);

enum class Owner {
  kOwn,        // the caller's own account or book
  kOther,      // somebody else's
  kEvery,      // "-"
  kMalformed,  // no such thing
};

// One call by a caller with access to one account and one book.
struct MatrixCase {
  std::string name;  // for the failure message
  Rule rule;
  Role role;
  Owner owner;
  absl::StatusCode expected;  // kOk: the handler may run
};

// For each rule: 4 roles x 4 owners, or x 1 for a global rule.
std::vector<MatrixCase> AuthorisationMatrix(std::span<const Rule> rules);

// The code that the check gives, without a server.
absl::StatusCode DecideByTable(const MatrixCase& c);

// The code with which the server behind `channel` refuses the call; kOk
// without calling when `c.expected` is kOk, because a handler would run.
// The server authenticates with TestAuthenticator. A NotFound that the handler
// gave, not the check, is returned as kUnknown.
absl::StatusCode RefusedByServer(const MatrixCase& c,
                                 const std::shared_ptr<grpc::Channel>& channel);

// The code with which it refuses a caller without credential.
absl::StatusCode RefusedAnonymously(
    const Rule& rule, const std::shared_ptr<grpc::Channel>& channel);

}  // namespace ritornello::server::testing
