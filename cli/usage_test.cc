#include "cli/usage.h"

#include <gtest/gtest.h>

#include "libs/rpc/grpc_status.h"
#include "libs/status/status_matchers.h"

namespace ritornello::cli {
namespace {

using ::ritornello::testing::FailsWith;

TEST(WrongUsageTest, IsToldFromWhatAServiceAnswers) {
  const absl::Status status = WrongUsage("--bpm", "must be like 128");
  EXPECT_THAT(status, FailsWith(absl::StatusCode::kInvalidArgument,
                                "--bpm: must be like 128"));
  EXPECT_TRUE(IsWrongUsage(status));
  EXPECT_FALSE(IsWrongUsage(rpc::FromGrpc(rpc::ToGrpc(status))));
  EXPECT_FALSE(IsWrongUsage(absl::OkStatus()));
}

TEST(NearWordTest, IsAtMostTwoLettersOff) {
  const std::vector<std::string> words = {"check", "get", "list", "search"};
  const struct {
    const char* typed;
    const char* want;
  } cases[] = {
      {"search", "search"},
      {"serch", "search"},
      {"saerch", "search"},
      {"lst", "list"},
      {"lists", "list"},
      {"gte", "get"},
      {"frob", ""},
      {"searching", ""},
      {"", ""},
      {"x", ""},
      {"checkout", ""},
      {"chk", "check"},
  };
  for (const auto& c : cases)
    EXPECT_EQ(NearWord(c.typed, words), c.want) << c.typed;
}

// A cell, or the name of a field, may be a megabyte by mistake. Compared letter
// by letter with each word this takes minutes.
TEST(NearWordTest, OfAHugeTextThereIsNoneAtOnce) {
  const std::string huge(1'000'000, 'x');
  const std::vector<std::string> words(10'000, "instrumental");
  EXPECT_EQ(NearWord(huge, words), "");
  EXPECT_EQ(NearWord("instrumentl", {huge, "instrumental"}), "instrumental");
}

}  // namespace
}  // namespace ritornello::cli
