// What each RPC refuses, as a table; and that no RPC, and no code that the
// comment of an RPC names, is left out of it. Tests only.
//
//   const std::vector<MethodRefusals> kRefusals = {
//       {"ritornello.catalog.v1.PartyService/GetParty",
//        {{"name: 'ana'", absl::StatusCode::kInvalidArgument, "name"},
//         {"name: 'accounts/acme/parties/none'",
//          absl::StatusCode::kNotFound, "PARTY_NOT_FOUND"}}},
//   };
//   EXPECT_THAT(WrongAnswers(kRefusals, channel), IsEmpty());
//   EXPECT_THAT(MethodsWithoutRefusal(kRefusals, kServices), IsEmpty());
//   EXPECT_THAT(CommentMismatches(kRefusals, kServices, {}), IsEmpty());
#pragma once

#include <grpcpp/channel.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ritornello::server::testing {

struct Refusal {
  std::string request;  // protobuf text format; "" is an empty message
  absl::StatusCode code;

  // The fields that the answer blames, with a comma between them; when there
  // are none, the reason that it gives; "" when there is none, either.
  std::string detail;

  // Of a stream: the messages behind the first.
  std::vector<std::string> following = {};
};

struct MethodRefusals {
  absl::string_view method;  // "package.Service/Method"
  std::vector<Refusal> refusals;
};

// `request` with `bad` where it has `good`.
// REQUIRES: it has `good`.
std::string Spoilt(absl::string_view request, absl::string_view good,
                   absl::string_view bad);

// `text`, `count` times.
std::string Times(int count, absl::string_view text);

// Calls `method` as an operator of everything and returns how it ended; the
// messages are in protobuf text format. InvalidArgument, without a call, when
// they cannot be read or nothing linked in has the method. AnswerWithText also
// returns what was answered, in that format.
absl::Status CallWithText(absl::string_view method,
                          const std::vector<std::string>& messages,
                          const std::shared_ptr<grpc::Channel>& channel);
absl::StatusOr<std::string> AnswerWithText(
    absl::string_view method, const std::vector<std::string>& messages,
    const std::shared_ptr<grpc::Channel>& channel);

// Calls each row in this way and says, one sentence each, which answers are
// not those of the table.
// REQUIRES: the server behind `channel` authenticates with TestAuthenticator.
std::vector<std::string> WrongAnswers(
    const std::vector<MethodRefusals>& table,
    const std::shared_ptr<grpc::Channel>& channel);

// The RPCs of `services` that have no row, by name.
// REQUIRES: the services are linked in.
std::vector<std::string> MethodsWithoutRefusal(
    const std::vector<MethodRefusals>& table,
    const std::vector<std::string>& services);

// A code that no request alone provokes.
struct Unprovoked {
  absl::string_view method;
  absl::StatusCode code;
};

// What the rows and the comments in the .proto files disagree about, one
// sentence each: a code that a comment names under "Errors" and no row has, but
// for those in `unprovoked`; a code that a row has and the comment of its
// method does not name.
// REQUIRES: the services are linked in, and their .proto files are where they
//           were when this was built.
std::vector<std::string> CommentMismatches(
    const std::vector<MethodRefusals>& table,
    const std::vector<std::string>& services,
    const std::vector<Unprovoked>& unprovoked);

}  // namespace ritornello::server::testing
