#include "libs/server/end_watch.h"

#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "libs/time/clock.h"

namespace ritornello::server {
namespace {

class EndWatchTest : public ::testing::Test {
 protected:
  EndWatchTest() { ::testing::FLAGS_gtest_death_test_style = "threadsafe"; }

  const SystemClock clock_;
  const Log log_{clock_, Log::ToStderr(), LogFormat::kText};
};

TEST_F(EndWatchTest, WhatDoesNotEndIsEnded) {
  EXPECT_EXIT(
      {
        EndWatch watch(log_);
        watch.Begin(absl::Milliseconds(20));
        absl::SleepFor(absl::Seconds(60));
      },
      ::testing::ExitedWithCode(1), "did not end within 20ms");
}

TEST_F(EndWatchTest, WhatEndsIsLeftInPeace) {
  const absl::Time begin = absl::Now();
  {
    EndWatch watch(log_);
    watch.Begin(absl::Seconds(60));
  }
  { const EndWatch never_begun(log_); }
  EXPECT_LT(absl::Now() - begin, absl::Seconds(50));
}

}  // namespace
}  // namespace ritornello::server
