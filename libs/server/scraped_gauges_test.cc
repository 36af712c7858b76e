#include "libs/server/scraped_gauges.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/synchronization/notification.h"
#include "libs/server/metrics.h"
#include "libs/time/clock.h"

namespace ritornello::server {
namespace {

using ::testing::HasSubstr;

constexpr absl::Duration kLong = absl::Hours(1);

class ScrapedGaugesTest : public ::testing::Test {
 protected:
  ScrapedGauges Make(GaugeSource source, const ScrapedGauges::Limits& limits) {
    return {"catalog", std::move(source), registry_, log_, limits};
  }
  std::string Registered() const { return MetricsText(registry_); }

  // How often it was read.
  absl::StatusOr<std::vector<GaugeFamily>> Read() {
    const int count = ++read_count_;
    if (is_away_) return absl::UnavailableError("away");
    return std::vector<GaugeFamily>{
        {"reads", "Reads.", {{{}, static_cast<double>(count)}}}};
  }

  SystemClock clock_;
  Log log_{clock_, [](absl::string_view) {}};
  prometheus::Registry registry_;
  std::atomic<int> read_count_ = 0;
  std::atomic<bool> is_away_ = false;
};

TEST_F(ScrapedGaugesTest, FamiliesAreTextInTheOrderGiven) {
  const auto gauges = Make(
      [] {
        return std::vector<GaugeFamily>{
            {"jobs",
             "Open jobs.",
             {{{{"kind", "ASSESS"}, {"state", "PENDING"}}, 12'000'000},
              {{{"kind", "ANALYZE"}, {"state", "FAILED"}}, 0}}},
            {"waited_seconds", "Waited.", {{{}, 0.5}}}};
      },
      {});
  EXPECT_EQ(MetricsText(gauges),
            "# HELP jobs Open jobs.\n"
            "# TYPE jobs gauge\n"
            "jobs{kind=\"ASSESS\",state=\"PENDING\"} 12000000\n"
            "jobs{kind=\"ANALYZE\",state=\"FAILED\"} 0\n"
            "# HELP waited_seconds Waited.\n"
            "# TYPE waited_seconds gauge\n"
            "waited_seconds 0.5\n");
}

TEST_F(ScrapedGaugesTest, ScrapesWithinTheHoldAreOneRead) {
  const auto held = Make([this] { return Read(); }, {.hold = kLong});
  EXPECT_EQ(read_count_, 0);
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(MetricsText(held), HasSubstr("reads 1\n"));
  }
}

TEST_F(ScrapedGaugesTest, AScrapeBehindTheHoldReadsAgain) {
  const auto fresh =
      Make([this] { return Read(); }, {.hold = absl::ZeroDuration()});
  EXPECT_THAT(MetricsText(fresh), HasSubstr("reads 1\n"));
  EXPECT_THAT(MetricsText(fresh), HasSubstr("reads 2\n"));
}

TEST_F(ScrapedGaugesTest, ScrapesAtOnceAreOneRead) {
  const auto gauges = Make([this] { return Read(); }, {.hold = kLong});
  std::vector<std::thread> scrapes;
  for (int i = 0; i < 8; ++i) {
    scrapes.emplace_back(
        [&] { EXPECT_THAT(MetricsText(gauges), HasSubstr("reads 1\n")); });
  }
  for (std::thread& scrape : scrapes) scrape.join();
}

TEST_F(ScrapedGaugesTest, AFailedReadLeavesNothingOldAndCounts) {
  const auto gauges =
      Make([this] { return Read(); }, {.hold = absl::ZeroDuration()});
  const std::string counter =
      "ritornello_scrapes_incomplete_total{group=\"catalog\"} ";
  EXPECT_THAT(MetricsText(gauges), HasSubstr("reads 1\n"));
  EXPECT_THAT(Registered(), HasSubstr(counter + "0\n"));
  is_away_ = true;
  EXPECT_EQ(MetricsText(gauges), "");
  EXPECT_EQ(MetricsText(gauges), "");
  EXPECT_THAT(Registered(), HasSubstr(counter + "2\n"));
  is_away_ = false;
  EXPECT_THAT(MetricsText(gauges), HasSubstr("reads 4\n"));
  EXPECT_THAT(Registered(), HasSubstr(counter + "2\n"));
}

TEST_F(ScrapedGaugesTest, AFailureIsHeldToo) {
  is_away_ = true;
  const auto gauges = Make([this] { return Read(); }, {.hold = kLong});
  EXPECT_EQ(MetricsText(gauges), "");
  EXPECT_EQ(MetricsText(gauges), "");
  EXPECT_EQ(read_count_, 1);
  EXPECT_THAT(Registered(), HasSubstr("{group=\"catalog\"} 2\n"));
}

TEST_F(ScrapedGaugesTest, AReadThatHangsIsWaitedForOnceAndNotBegunAgain) {
  absl::Notification answer;
  const auto gauges = Make(
      [&] {
        answer.WaitForNotification();
        return Read();
      },
      {.hold = kLong, .wait_max = absl::Milliseconds(20)});
  EXPECT_EQ(MetricsText(gauges), "");
  EXPECT_EQ(MetricsText(gauges), "");
  EXPECT_THAT(Registered(), HasSubstr("{group=\"catalog\"} 2\n"));
  answer.Notify();
  std::string text;
  while (text.empty()) text = MetricsText(gauges);
  EXPECT_THAT(text, HasSubstr("reads 1\n"));
}

}  // namespace
}  // namespace ritornello::server
