#include "services/catalog/rpc/wire_time.h"

#include <gtest/gtest.h>

#include "libs/status/status_matchers.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;

google::type::Date Date(int year, int month, int day) {
  google::type::Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

TEST(WireTimeTest, Days) {
  struct {
    int year, month, day;
    bool valid;
  } const cases[] = {
      {2026, 2, 28, true},  {2024, 2, 29, true},  {1, 1, 1, true},
      {9999, 12, 31, true}, {2026, 2, 29, false}, {2026, 13, 1, false},
      {2026, 4, 31, false}, {2026, 0, 1, false},  {2026, 1, 0, false},
      {0, 1, 1, false},     {10000, 1, 1, false}, {0, 0, 0, false},
      {2026, -1, 1, false}, {-5, 1, 1, false},    {2147483647, 1, 1, false},
  };
  for (const auto& c : cases) {
    const auto day = DateFromWire("as_of_date", Date(c.year, c.month, c.day));
    if (!c.valid) {
      EXPECT_THAT(day, FailsWith(absl::StatusCode::kInvalidArgument,
                                 "as_of_date: must be a day"));
      continue;
    }
    ASSERT_THAT(day, IsOk());
    EXPECT_EQ(*day, absl::CivilDay(c.year, c.month, c.day));
    EXPECT_EQ(DateToWire(*day).SerializeAsString(),
              Date(c.year, c.month, c.day).SerializeAsString());
  }
}

TEST(WireTimeTest, Times) {
  const auto wire = TimeToWire(absl::FromUnixMicros(1'800'000'000'000'007));
  EXPECT_EQ(wire.seconds(), 1'800'000'000);
  EXPECT_EQ(wire.nanos(), 7'000);
  // The nanoseconds of a time before 1970 count forwards as well.
  const auto early = TimeToWire(absl::FromUnixMicros(-1));
  EXPECT_EQ(early.seconds(), -1);
  EXPECT_EQ(early.nanos(), 999'999'000);
}

}  // namespace
}  // namespace ritornello::catalog
