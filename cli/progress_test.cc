#include "cli/progress.h"

#include <gtest/gtest.h>

#include <sstream>

#include "libs/time/fake_clock.h"

namespace ritornello::cli {
namespace {

// What the bar shows when `done_at_first` of `total` were done at the start and
// `done` are after `elapsed`, without the bar itself.
std::string Shown(int64_t done_at_first, int64_t done, int64_t total,
                  absl::Duration elapsed) {
  testing::FakeClock clock;
  std::ostringstream err;
  Progress progress("measuring", /*is_terminal=*/true, err, clock);
  progress.Show(done_at_first, total);
  clock.Advance(elapsed);
  progress.Show(done, total);
  const std::string text = err.str();
  return text.empty() ? "" : text.substr(text.find(']') + 2);
}

TEST(ProgressTest, TellsCountRateAndWhatIsLeft) {
  const struct {
    int64_t done_at_first, done, total;
    absl::Duration elapsed;
    const char* want;
  } cases[] = {
      {0, 40, 100, absl::Seconds(10), "40/100  4.0/s  15s left"},
      {0, 100, 100'000, absl::Seconds(50), "100/100'000  2.0/s  13h53m left"},
      {0, 10, 1'210, absl::Seconds(5), "10/1'210  2.0/s  10m left"},
      // Nine tenths were done before we came.
      {900, 910, 1'000, absl::Seconds(10), "910/1'000  1.0/s  2m left"},
      {0, 1'234, 10'000, absl::Seconds(3), "1'234/10'000  411/s  22s left"},
      {0, 2'000'000, 4'000'000, absl::Seconds(1'000),
       "2'000'000/4'000'000  2000/s  17m left"},
      {0, 0, 5, absl::Seconds(7), "0/5  7s"},
      {0, 5, 5, absl::Seconds(5), "5/5  1.0/s  0 left"},
      {0, 1, 5, absl::Milliseconds(900), ""},  // too soon to bother
  };
  for (const auto& c : cases) {
    EXPECT_EQ(Shown(c.done_at_first, c.done, c.total, c.elapsed), c.want);
  }
}

TEST(ProgressTest, IsSilentWithoutATerminalAndGoneAtTheEnd) {
  testing::FakeClock clock;
  std::ostringstream silent, shown;
  {
    Progress without("x", /*is_terminal=*/false, silent, clock);
    Progress with("x", /*is_terminal=*/true, shown, clock);
    clock.Advance(absl::Seconds(2));
    without.Show(1, 2);
    with.Show(1, 2);
  }
  EXPECT_EQ(silent.str(), "");
  EXPECT_EQ(shown.str().substr(shown.str().size() - 4), "\r\x1b[K");
}

TEST(ProgressTest, WhatIsSaidStandsInALineOfItsOwn) {
  testing::FakeClock clock;
  std::ostringstream err;
  Progress progress("x", /*is_terminal=*/true, err, clock);
  clock.Advance(absl::Seconds(2));
  progress.Show(1, 2);
  const size_t before = err.str().size();
  progress.Say("lost");
  EXPECT_EQ(err.str().substr(before), "\r\x1b[Klost\n");
}

}  // namespace
}  // namespace ritornello::cli
