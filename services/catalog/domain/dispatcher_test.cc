#include "services/catalog/domain/dispatcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/catalog/domain/testing/ingested_catalog.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using testing::Item;
using testing::ReportOf;

class DispatcherTest : public ::testing::Test {
 protected:
  bool IsAnalyzed(const TrackKey& key) {
    return catalog_.Read(key).versions[0].analysis_state ==
           AnalysisState::kAnalyzed;
  }
  // Waits up to 20 s.
  static bool Await(const std::function<bool()>& condition) {
    for (int i = 0; i < 2'000 && !condition(); ++i) {
      absl::SleepFor(absl::Milliseconds(10));
    }
    return condition();
  }

  testing::IngestedCatalog catalog_{sql::testing::Backend::kSqlite};
  std::atomic<int> error_count_ = 0;
  Dispatcher dispatcher_{catalog_.backlog(), 2,
                         [this](const absl::Status&) { ++error_count_; }};
};

TEST_F(DispatcherTest, DoesWhatIsThereWhenItStarts) {
  catalog_.analyzer().SetAnswer("file:///r1.wav", ReportOf("sha"));
  const TrackKey key = catalog_.IngestOne(Item("r1"));
  dispatcher_.Start();
  EXPECT_TRUE(Await([&] { return IsAnalyzed(key); }));
  dispatcher_.Stop();
  EXPECT_EQ(error_count_, 0);
}

TEST_F(DispatcherTest, WokenItDoesNotWaitForItsNextLook) {
  dispatcher_.Start();
  constexpr int kRoundCount = 10;
  const absl::Time begin = absl::Now();
  for (int i = 0; i < kRoundCount; ++i) {
    catalog_.analyzer().SetAnswer(absl::StrCat("file:///r", i, ".wav"),
                                  ReportOf("sha"));
    const TrackKey key = catalog_.IngestOne(Item(absl::StrCat("r", i)));
    dispatcher_.Wake();
    ASSERT_TRUE(Await([&] { return IsAnalyzed(key); }));
  }
  EXPECT_LT(absl::Now() - begin, kRoundCount * kPollInterval / 2);
}

TEST_F(DispatcherTest, UnwokenItLooksByItself) {
  dispatcher_.Start();
  catalog_.analyzer().SetAnswer("file:///r1.wav", ReportOf("sha"));
  const TrackKey key = catalog_.IngestOne(Item("r1"));
  EXPECT_TRUE(Await([&] { return IsAnalyzed(key); }));
}

TEST_F(DispatcherTest, StopGivesBackWhatIsAtWorkAndBeginsNothingNew) {
  for (const char* reference : {"r1", "r2", "r3"}) {
    catalog_.analyzer().SetAnswer(absl::StrCat("file:///", reference, ".wav"),
                                  ReportOf("sha"));
    catalog_.IngestOne(Item(reference));
  }
  catalog_.db().Run("DELETE FROM jobs WHERE kind = 'ASSESS'", {});
  catalog_.analyzer().Hold();
  dispatcher_.Start();
  ASSERT_TRUE(catalog_.analyzer().AwaitHeld(2));
  dispatcher_.Stop();
  const auto rows = catalog_.db().Run(
      "SELECT state, attempt_count, lease, due_at_us FROM jobs", {});
  ASSERT_THAT(rows, ::testing::SizeIs(3));
  for (const sql::Row& row : rows) {
    EXPECT_EQ(sql::Text(row[0]), "PENDING");
    EXPECT_EQ(sql::Int(row[1]), 0);
    EXPECT_EQ(sql::Text(row[2]), "");
    EXPECT_LE(sql::Int(row[3]), absl::ToUnixMicros(catalog_.clock().Now()));
  }
}

TEST(DispatcherErrorTest, TellsThatTheDatabaseIsAwayAndGoesOn) {
  sql::Pool away(
      []() -> absl::StatusOr<std::unique_ptr<sql::Connection>> {
        return absl::UnavailableError("no route to the database");
      },
      1, absl::Seconds(1));
  ritornello::testing::FakeClock clock;
  testing::FakeAnalyzer analyzer;
  Backlog backlog(away, clock, analyzer);
  absl::Mutex mutex;
  std::vector<absl::Status> errors;
  Dispatcher dispatcher(backlog, 1, [&](const absl::Status& status) {
    absl::MutexLock lock(&mutex);
    errors.push_back(status);
  });
  dispatcher.Start();
  {
    const auto twice = [&] { return errors.size() >= 2; };
    absl::MutexLock lock(&mutex);
    ASSERT_TRUE(
        mutex.AwaitWithTimeout(absl::Condition(&twice), absl::Seconds(20)));
  }
  dispatcher.Stop();
  EXPECT_THAT(errors[0], FailsWith(absl::StatusCode::kUnavailable,
                                   "no route to the database"));
}

}  // namespace
}  // namespace ritornello::catalog
