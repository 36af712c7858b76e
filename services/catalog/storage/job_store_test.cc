#include "services/catalog/storage/job_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;

const absl::Time kNow = absl::FromUnixSeconds(3'600);
const TrackKey kTrack{"acme", "nocturne"};

class JobStoreTest : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  JobStoreTest() {
    db_.AddAccount("acme");
    db_.AddTrack(kTrack, "");
  }
  void Write(const std::function<absl::Status(sql::Transaction&)>& work) {
    EXPECT_THAT(sql::RunTransaction(db_.pool(), work), IsOk());
  }
  void Enqueue(absl::Time now = kNow) {
    Write([&](sql::Transaction& t) { return EnqueueAssess(t, kTrack, now); });
  }
  std::vector<Job> Lease(absl::Time now, const std::string& lease,
                         size_t count_max = 10) {
    std::vector<Job> jobs;
    Write([&](sql::Transaction& t) {
      const auto leased =
          LeaseJobs(t, now, now + absl::Minutes(1), lease, count_max);
      if (leased.ok()) jobs = *leased;
      return leased.status();
    });
    return jobs;
  }
  bool Finish(const Job& job) {
    bool is_ours = false;
    Write([&](sql::Transaction& t) {
      const auto finished = FinishJob(t, job);
      if (finished.ok()) is_ours = *finished;
      return finished.status();
    });
    return is_ours;
  }

  testing::CatalogDatabase db_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Both, JobStoreTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(JobStoreTest, AJobIsLeasedOnceUntilItsLeaseEnds) {
  Enqueue();
  const auto first = Lease(kNow, "a");
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first[0].attempt_count, 1);
  EXPECT_TRUE(Lease(kNow + absl::Seconds(59), "b").empty());
  const auto second = Lease(kNow + absl::Minutes(1), "b");
  ASSERT_EQ(second.size(), 1u);
  EXPECT_EQ(second[0].attempt_count, 2);
  EXPECT_FALSE(Finish(first[0]));  // too late: it is another's now
  EXPECT_TRUE(Finish(second[0]));
  EXPECT_FALSE(Finish(second[0]));
  EXPECT_TRUE(db_.Jobs().empty());
}

TEST_P(JobStoreTest, EnqueuingAgainTakesTheJobFromWhoHasIt) {
  Enqueue();
  const auto leased = Lease(kNow, "a");
  Enqueue();
  EXPECT_FALSE(Finish(leased[0]));
  EXPECT_EQ(Lease(kNow, "b").size(), 1u);
}

TEST_P(JobStoreTest, EveryTrackOfAWorkIsAssessedOnce) {
  const TrackKey both{"acme", "both"};
  db_.AddTrack(both, "");
  db_.AddTrack({"acme", "neither"}, "");
  for (const char* work : {"intro", "nocturne", "sonata"}) {
    db_.AddWork({"acme", work});
  }
  db_.AddTrackWork(kTrack, "nocturne");
  db_.AddTrackWork(both, "nocturne");
  db_.AddTrackWork(both, "intro");
  Enqueue();
  const auto held = Lease(kNow, "a");  // the track is being assessed
  Write([&](sql::Transaction& t) {
    return EnqueueAssessOfWorks(
        t, {{"acme", "intro"}, {"acme", "nocturne"}, {"acme", "sonata"}}, kNow);
  });
  EXPECT_THAT(db_.Jobs(), ElementsAre("accounts/acme/tracks/both ASSESS",
                                      "accounts/acme/tracks/nocturne ASSESS"));
  EXPECT_FALSE(Finish(held[0]));  // what it found is of yesterday
  Write([&](sql::Transaction& t) { return EnqueueAssessOfWorks(t, {}, kNow); });
}

TEST_P(JobStoreTest, ARetriedJobIsDueWhenToldAndAFailedOneNever) {
  Enqueue();
  const auto job = Lease(kNow, "a")[0];
  Write([&](sql::Transaction& t) {
    return RetryJob(t, job, kNow + absl::Seconds(5), "busy").status();
  });
  EXPECT_TRUE(Lease(kNow + absl::Seconds(4), "b").empty());
  const auto again = Lease(kNow + absl::Seconds(5), "b");
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].error, "busy");
  Write([&](sql::Transaction& t) {
    return FailJob(t, again[0], "broken").status();
  });
  EXPECT_TRUE(Lease(kNow + absl::Hours(9), "c").empty());
  const auto counts = CountBacklog(db_.connection(), "acme");
  EXPECT_EQ(counts->failed, 1);
  EXPECT_EQ(counts->pending + counts->running, 0);
}

TEST_P(JobStoreTest, RerunMakesFailedWorkAndItsVersionDueAgain) {
  db_.Run(
      "INSERT INTO versions VALUES ('acme', 'nocturne', 1, 'FULL_MIX',"
      " 'file:///a', 1, 1, '', 'FAILED', 'why', NULL, NULL)",
      {});
  const VersionKey version{kTrack, 1};
  for (const bool by_name : {false, true}) {
    Write([&](sql::Transaction& t) {
      return EnqueueAnalyze(t, std::span(&version, 1), kNow);
    });
    const auto job = Lease(kNow, "a")[0];
    Write([&](sql::Transaction& t) { return FailJob(t, job, "x").status(); });
    Write([&](sql::Transaction& t) -> absl::Status {
      const auto count = RerunJobs(
          t, "acme",
          by_name ? std::optional(std::vector<JobKey>{job.key}) : std::nullopt,
          kNow);
      EXPECT_EQ(*count, 1);
      return count.status();
    });
    EXPECT_EQ(Lease(kNow, "b").size(), 1u);
    EXPECT_EQ(
        sql::Text(db_.Run("SELECT analysis_state FROM versions", {})[0][0]),
        "PENDING");
  }
}

TEST_P(JobStoreTest, ListsByStateAndPage) {
  for (int i = 0; i < 5; ++i) db_.AddTrack({"acme", absl::StrCat("t", i)}, "");
  Write([](sql::Transaction& t) { return EnqueueAssessAll(t, kNow); });
  JobKey after;
  std::vector<std::string> seen;
  while (true) {
    const auto page =
        ListJobs(db_.connection(), "acme", JobState::kPending, after, 2);
    ASSERT_TRUE(page.ok()) << page.status();
    if (page->empty()) break;
    for (const Job& job : *page) seen.push_back(job.key.track.track_id);
    after = page->back().key;
  }
  EXPECT_THAT(seen,
              ::testing::ElementsAre("nocturne", "t0", "t1", "t2", "t3", "t4"));
  EXPECT_TRUE(
      ListJobs(db_.connection(), "acme", JobState::kFailed, {}, 9)->empty());
}

TEST_P(JobStoreTest, CountsTheJobsOfAllAccounts) {
  using Counts = std::map<std::pair<JobKind, JobState>, int64_t>;
  const auto none = CountJobs(db_.connection());
  ASSERT_THAT(none, IsOk());
  EXPECT_EQ(none->count_of, Counts());
  EXPECT_EQ(none->first_due_time, std::nullopt);

  db_.AddAccount("globex");
  const TrackKey other{"globex", "etude"};
  db_.AddTrack(other, "");
  const std::vector<VersionKey> versions = {
      {kTrack, 1}, {kTrack, 2}, {kTrack, 3}, {other, 1}};
  Write([&](sql::Transaction& t) { return EnqueueAnalyze(t, versions, kNow); });
  Write([&](sql::Transaction& t) {
    return EnqueueAssess(t, other, kNow + absl::Seconds(7));
  });
  const auto leased = Lease(kNow, "a", 2);
  Write(
      [&](sql::Transaction& t) { return FailJob(t, leased[0], "x").status(); });
  const auto counts = CountJobs(db_.connection());
  ASSERT_THAT(counts, IsOk());
  EXPECT_EQ(counts->count_of,
            Counts({{{JobKind::kAnalyze, JobState::kPending}, 2},
                    {{JobKind::kAnalyze, JobState::kRunning}, 1},
                    {{JobKind::kAnalyze, JobState::kFailed}, 1},
                    {{JobKind::kAssess, JobState::kPending}, 1}}));
  EXPECT_EQ(counts->first_due_time, kNow);
}

TEST_P(JobStoreTest, AFailedJobIsNotDue) {
  Enqueue();
  const auto job = Lease(kNow, "a")[0];
  EXPECT_EQ(CountJobs(db_.connection())->first_due_time,
            kNow + absl::Minutes(1));  // when its lease ends
  Write([&](sql::Transaction& t) { return FailJob(t, job, "x").status(); });
  const auto counts = CountJobs(db_.connection());
  EXPECT_EQ(counts->count_of.size(), 1u);
  EXPECT_EQ(counts->first_due_time, std::nullopt);
}

TEST_P(JobStoreTest, ManyDispatchersShareWithoutOverlap) {
  for (int i = 0; i < 100; ++i) {
    db_.AddTrack({"acme", absl::StrCat("t", i)}, "");
  }
  Write([](sql::Transaction& t) { return EnqueueAssessAll(t, kNow); });
  absl::Mutex mutex;
  std::multiset<std::string> taken;
  std::vector<std::thread> threads;
  for (int n = 0; n < 4; ++n) {
    threads.emplace_back([&, n] {
      while (true) {
        const auto jobs = Lease(kNow, absl::StrCat("lease", n), 7);
        if (jobs.empty()) return;
        absl::MutexLock lock(&mutex);
        for (const Job& job : jobs) taken.insert(job.key.track.track_id);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(taken.size(), 101u);
  EXPECT_EQ(std::set<std::string>(taken.begin(), taken.end()).size(), 101u);
}

}  // namespace
}  // namespace ritornello::catalog
