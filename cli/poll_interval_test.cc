#include "cli/poll_interval.h"

#include <gtest/gtest.h>

namespace ritornello::cli {
namespace {

TEST(PollIntervalTest, GrowsToTwoSecondsAndStaysThere) {
  EXPECT_EQ(NextPollInterval(kPollIntervalMin), absl::Milliseconds(125));
  EXPECT_EQ(NextPollInterval(absl::Milliseconds(1'900)), absl::Seconds(2));
  EXPECT_EQ(NextPollInterval(absl::Seconds(2)), absl::Seconds(2));
}

TEST(PollIntervalTest, NoLookIsLateByMoreThanAQuarterOfTheWait) {
  absl::Duration waited;
  absl::Duration interval = kPollIntervalMin;
  for (int count = 0; count < 100; ++count) {
    EXPECT_LE(interval, waited * 0.25 + kPollIntervalMin + absl::Nanoseconds(1))
        << count;
    waited += interval;
    interval = NextPollInterval(interval);
  }
  EXPECT_GT(waited, absl::Minutes(2));  // in a hundred looks
}

}  // namespace
}  // namespace ritornello::cli
