#include "services/catalog/rpc/backlog_gauges.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "libs/server/metrics.h"
#include "libs/server/scraped_gauges.h"
#include "libs/sql/transaction.h"
#include "libs/status/status_matchers.h"
#include "libs/time/fake_clock.h"
#include "services/catalog/storage/job_store.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::IsOk;

constexpr char kJobsHeader[] =
    "# HELP ritornello_catalog_backlog_jobs"
    " Jobs of all accounts that are not finished.\n"
    "# TYPE ritornello_catalog_backlog_jobs gauge\n";
constexpr char kWaitedHeader[] =
    "# HELP ritornello_catalog_backlog_oldest_due_seconds"
    " How long the job that is due longest has waited.\n"
    "# TYPE ritornello_catalog_backlog_oldest_due_seconds gauge\n";

std::string Page(const std::vector<std::string>& counts,
                 const std::string& waited) {
  const char* const jobs[] = {"kind=\"ANALYZE\",state=\"PENDING\"",
                              "kind=\"ANALYZE\",state=\"RUNNING\"",
                              "kind=\"ANALYZE\",state=\"FAILED\"",
                              "kind=\"ASSESS\",state=\"PENDING\"",
                              "kind=\"ASSESS\",state=\"RUNNING\"",
                              "kind=\"ASSESS\",state=\"FAILED\""};
  std::string page = kJobsHeader;
  for (size_t i = 0; i < counts.size(); ++i) {
    page += std::string("ritornello_catalog_backlog_jobs{") + jobs[i] + "} " +
            counts[i] + "\n";
  }
  return page + kWaitedHeader +
         "ritornello_catalog_backlog_oldest_due_seconds " + waited + "\n";
}

class BacklogGaugesTest
    : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  BacklogGaugesTest() {
    db_.AddAccount("acme");
    db_.AddTrack(track_, "");
  }
  void Write(const std::function<absl::Status(sql::Transaction&)>& work) {
    EXPECT_THAT(sql::RunTransaction(db_.pool(), work), IsOk());
  }
  void Lease(size_t count_max) {
    Write([&](sql::Transaction& t) {
      const absl::Time now = clock_.Now();
      return LeaseJobs(t, now, now + absl::Minutes(6), "lease", count_max)
          .status();
    });
  }
  std::string Scrape() { return server::MetricsText(gauges_); }

  const TrackKey track_{"acme", "nocturne"};
  ritornello::testing::FakeClock clock_;
  testing::CatalogDatabase db_{GetParam()};
  prometheus::Registry registry_;
  server::Log log_{clock_, [](absl::string_view) {}};
  server::ScrapedGauges gauges_{
      "catalog",
      [this] { return ReadBacklogGauges(db_.pool(), clock_); },
      registry_,
      log_,
      {.hold = absl::ZeroDuration()}};
};

INSTANTIATE_TEST_SUITE_P(Both, BacklogGaugesTest,
                         sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(BacklogGaugesTest, AnEmptyBacklogIsZeroEverywhere) {
  EXPECT_EQ(Scrape(), Page({"0", "0", "0", "0", "0", "0"}, "0"));
}

TEST_P(BacklogGaugesTest, WhatIsDueWaitsUntilSomebodyTakesIt) {
  const std::vector<VersionKey> versions = {{track_, 1}, {track_, 2}};
  Write([&](sql::Transaction& t) {
    return EnqueueAnalyze(t, versions, clock_.Now());
  });
  Write([&](sql::Transaction& t) {
    return EnqueueAssess(t, track_, clock_.Now() + absl::Seconds(60));
  });
  EXPECT_EQ(Scrape(), Page({"2", "0", "0", "1", "0", "0"}, "0"));
  clock_.Advance(absl::Milliseconds(90'500));
  EXPECT_EQ(Scrape(), Page({"2", "0", "0", "1", "0", "0"}, "90.5"));
  Lease(2);  // what is due longest
  EXPECT_EQ(Scrape(), Page({"0", "2", "0", "1", "0", "0"}, "30.5"));
  Lease(1);
  EXPECT_EQ(Scrape(), Page({"0", "2", "0", "0", "1", "0"}, "0"));
  // Whoever leased them is gone.
  clock_.Advance(absl::Minutes(6) + absl::Seconds(1));
  EXPECT_EQ(Scrape(), Page({"0", "2", "0", "0", "1", "0"}, "1"));
}

TEST_P(BacklogGaugesTest, WhatFailedStaysAndIsNotDue) {
  Write([&](sql::Transaction& t) {
    return EnqueueAssess(t, track_, clock_.Now());
  });
  db_.Run("UPDATE jobs SET state = 'FAILED'", {});
  clock_.Advance(absl::Hours(1));
  EXPECT_EQ(Scrape(), Page({"0", "0", "0", "0", "0", "1"}, "0"));
}

TEST_P(BacklogGaugesTest, ADatabaseThatFailsLeavesTheGaugesOut) {
  EXPECT_NE(Scrape(), "");
  db_.Run("ALTER TABLE jobs RENAME TO gone", {});
  EXPECT_EQ(Scrape(), "");
  EXPECT_NE(server::MetricsText(registry_).find(
                "ritornello_scrapes_incomplete_total{group=\"catalog\"} 1\n"),
            std::string::npos);
  db_.Run("ALTER TABLE gone RENAME TO jobs", {});
  EXPECT_EQ(Scrape(), Page({"0", "0", "0", "0", "0", "0"}, "0"));
}

}  // namespace
}  // namespace ritornello::catalog
