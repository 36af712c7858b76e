#include "libs/status/error.h"

#include <gtest/gtest.h>

#include "libs/status/status_matchers.h"

namespace ritornello {
namespace {

using ::ritornello::testing::FailsWith;

TEST(ErrorTest, InvalidFieldNamesTheFieldTwice) {
  const absl::Status status = InvalidField("uri", "is empty");
  EXPECT_THAT(status,
              FailsWith(absl::StatusCode::kInvalidArgument, "uri: is empty"));
  EXPECT_EQ(FieldViolationsOf(status),
            (std::vector<FieldViolation>{{"uri", "is empty"}}));
}

TEST(ErrorTest, InvalidFieldsKeepsTheirOrder) {
  const std::vector<FieldViolation> violations = {{"b", "two"}, {"a", ""}};
  EXPECT_EQ(FieldViolationsOf(InvalidFields(violations)), violations);
}

TEST(ErrorTest, PrefixGoesBeforeEveryPath) {
  const absl::Status status =
      WithFieldPrefix(InvalidFields({{"a", "x"}, {"b", "y"}}), "track");
  EXPECT_THAT(status, FailsWith(absl::StatusCode::kInvalidArgument,
                                "track.a: x; track.b: y"));
  EXPECT_EQ(FieldViolationsOf(status),
            (std::vector<FieldViolation>{{"track.a", "x"}, {"track.b", "y"}}));
}

TEST(ErrorTest, PrefixLeavesOtherStatusesAlone) {
  EXPECT_TRUE(WithFieldPrefix(absl::OkStatus(), "track").ok());
  EXPECT_EQ(WithFieldPrefix(absl::NotFoundError("gone"), "track"),
            absl::NotFoundError("gone"));
}

TEST(ErrorTest, ReasonAndDelayRoundTrip) {
  const absl::Status status = WithRetryDelay(
      WithReason(absl::ResourceExhaustedError("full"), "QUEUE_FULL",
                 {{"limit", "64"}, {"", ""}}),
      absl::Milliseconds(250));
  EXPECT_EQ(ReasonOf(status),
            (Reason{"QUEUE_FULL", {{"limit", "64"}, {"", ""}}}));
  EXPECT_EQ(RetryDelayOf(status), absl::Milliseconds(250));
}

TEST(ErrorTest, NothingAttachedReadsAsEmpty) {
  const absl::Status status = absl::InternalError("x");
  EXPECT_TRUE(FieldViolationsOf(status).empty());
  EXPECT_EQ(ReasonOf(status), Reason{});
  EXPECT_EQ(RetryDelayOf(status), absl::ZeroDuration());
}

// The separator of the payload may come in with a stranger's text.
TEST(ErrorTest, ControlBytesDoNotForgeAField) {
  const absl::Status status = InvalidField("a", "x\x1f" "b\x1f" "forged");
  EXPECT_EQ(FieldViolationsOf(status),
            (std::vector<FieldViolation>{{"a", "x b forged"}}));
}

}  // namespace
}  // namespace ritornello
