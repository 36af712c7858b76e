#include "services/royalties/model/period.h"

#include <gtest/gtest.h>

#include "libs/status/status_matchers.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::FailsWith;

TEST(PeriodTest, AMonth) {
  EXPECT_EQ(*ParsePeriod("period", "2026-10"), absl::CivilMonth(2026, 10));
  EXPECT_EQ(PeriodText(absl::CivilMonth(2026, 1)), "2026-01");
  for (const char* text :
       {"", "2026", "2026-1", "2026-00", "2026-13", "2026/10", "2026-10-01",
        "0999-10", " 2026-10", "2026-1O", "+026-10"}) {
    EXPECT_THAT(ParsePeriod("period", text),
                FailsWith(absl::StatusCode::kInvalidArgument, "period"))
        << text;
  }
}

TEST(PeriodTest, ADay) {
  EXPECT_EQ(*ParseDay("day", "2028-02-29"), absl::CivilDay(2028, 2, 29));
  EXPECT_EQ(*ParseDay("day", "0001-01-01"), absl::CivilDay(1, 1, 1));
  EXPECT_EQ(DayText(absl::CivilDay(2026, 10, 5)), "2026-10-05");
  for (const char* text : {"", "2026-02-29", "2026-13-01", "2026-00-10",
                           "2026-10-00", "2026-10-32", "0000-01-01", "26-10-05",
                           "2026-10-5", "2026-10-05T00:00"}) {
    EXPECT_THAT(ParseDay("day", text),
                FailsWith(absl::StatusCode::kInvalidArgument, "day"))
        << text;
  }
}

}  // namespace
}  // namespace ritornello::royalties
