#include "services/catalog/domain/backlog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>
#include <stop_token>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "libs/status/error.h"
#include "services/catalog/domain/rights.h"
#include "services/catalog/domain/testing/ingested_catalog.h"
#include "services/catalog/storage/job_store.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Item;
using testing::ReportOf;
using ::testing::SizeIs;

// The library "open" demands nothing but audio and rights.
const Library kOpen{.id = "open", .display_name = "Open", .revision = 1};

constexpr char kUri[] = "file:///r1.wav";

class BacklogTest : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  BacklogTest() { catalog_.AddLibrary(kOpen); }

  std::vector<Job> Jobs() {
    return ListJobs(catalog_.db().connection(), "acme", std::nullopt, {}, 1'000)
        .value();
  }
  // The only job that is left.
  Job OneJob() {
    const std::vector<Job> jobs = Jobs();
    EXPECT_THAT(jobs, SizeIs(1));
    return jobs.at(0);
  }
  // Takes a job as a process does that dies before it has done it.
  void LeaseAndDie() {
    EXPECT_THAT(
        sql::RunTransaction(catalog_.db().pool(),
                            [&](sql::Transaction& transaction) -> absl::Status {
                              const absl::Time now = catalog_.clock().Now();
                              const auto jobs = LeaseJobs(
                                  transaction, now, now + kLease, "dead", 1);
                              EXPECT_THAT(jobs.value(), SizeIs(1));
                              return jobs.status();
                            }),
        IsOk());
  }
  void Rerun() {
    EXPECT_THAT(sql::RunTransaction(catalog_.db().pool(),
                                    [&](sql::Transaction& transaction) {
                                      return RerunJobs(transaction, "acme",
                                                       std::nullopt,
                                                       catalog_.clock().Now())
                                          .status();
                                    }),
                IsOk());
  }
  static std::vector<ReadinessState> StatesOf(const Readiness& readiness) {
    std::vector<ReadinessState> states;
    for (const Check& check : readiness.checks) states.push_back(check.state);
    return states;
  }

  testing::IngestedCatalog catalog_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Both, BacklogTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(BacklogTest, ATrackIsMeasuredAndAssessed) {
  IngestItem item = Item("r1");
  item.split_sheets = {
      {.right = Right::kMaster, .shares = {{"ana", ShareRole::kOwner, 1}}},
      {.right = Right::kSyncComposition,
       .shares = {{"ana", ShareRole::kOwner, 1}}}};
  const TrackKey key = catalog_.IngestOne(item);
  catalog_.analyzer().SetAnswer(kUri, ReportOf("sha"));
  // Two or three: what is assessed while pending is assessed again.
  EXPECT_GE(catalog_.WorkOff(), 2);
  const Version version = catalog_.Read(key).versions[0];
  EXPECT_EQ(version.analysis_state, AnalysisState::kAnalyzed);
  EXPECT_EQ(version.report, ReportOf("sha"));
  const Readiness readiness = catalog_.ReadinessFor(key, "open");
  EXPECT_EQ(readiness.state, ReadinessState::kReady);
  EXPECT_EQ(readiness.assess_time, catalog_.clock().Now());
  EXPECT_THAT(Jobs(), IsEmpty());
  EXPECT_EQ(catalog_.WorkOff(), 0);
}

TEST_P(BacklogTest, ATrackIsAssessedWhenTheLastOfItsVersionsIsDone) {
  constexpr char kLoopUri[] = "file:///loop.wav";
  IngestItem item = Item("r1");
  item.track.versions.push_back({.mix_type = MixType::kLoop, .uri = kLoopUri});
  catalog_.analyzer().SetAnswer(kUri, ReportOf("sha"));
  catalog_.analyzer().SetAnswer(kLoopUri, absl::UnavailableError("away"));
  const TrackKey key = catalog_.IngestOne(item);
  catalog_.db().Run("DELETE FROM jobs WHERE kind = 'ASSESS'", {});
  EXPECT_EQ(catalog_.WorkOff(), 2);
  EXPECT_EQ(OneJob().key, (JobKey{key, JobKind::kAnalyze, 2}));
  EXPECT_EQ(catalog_.ReadinessFor(key, "open").assess_time, std::nullopt);
  // Failed is done, too.
  catalog_.analyzer().SetAnswer(kLoopUri, absl::NotFoundError("no file"));
  catalog_.clock().Advance(absl::Seconds(1));
  EXPECT_EQ(catalog_.WorkOff(), 2);
  const Check technical = catalog_.ReadinessFor(key, "open").checks[0];
  EXPECT_EQ(technical.state, ReadinessState::kNotReady);
  ASSERT_THAT(technical.problems, SizeIs(1));
  EXPECT_EQ(technical.problems[0].rule, "ANALYSIS_FAILED");
  EXPECT_EQ(technical.problems[0].version_number, 2);
}

TEST_P(BacklogTest, WhileAudioIsMeasuredATrackIsPending) {
  const TrackKey key = catalog_.IngestOne(Item("r1"));
  catalog_.analyzer().SetAnswer(kUri, absl::UnavailableError("away"));
  catalog_.WorkOff();
  const Readiness readiness = catalog_.ReadinessFor(key, "open");
  EXPECT_THAT(StatesOf(readiness),
              ElementsAre(ReadinessState::kPending, ReadinessState::kReady,
                          ReadinessState::kReady, ReadinessState::kNotReady));
}

TEST_P(BacklogTest, EachVersionIsJudgedForWhatItIs) {
  IngestItem item = Item("r1");
  item.track.declared_tempo_bpm = 84;
  item.track.declared_key = "F:minor";
  item.track.versions.push_back(
      {.mix_type = MixType::kLoop, .uri = "file:///loop.wav"});
  catalog_.analyzer().SetAnswer(kUri, ReportOf("full"));
  catalog_.analyzer().SetAnswer("file:///loop.wav", ReportOf("loop"));
  std::mutex mutex;
  std::map<std::string, VersionSpec> asked;
  catalog_.analyzer().SetJudging(
      [&](const Report& report, const VersionSpec& spec) {
        const std::lock_guard<std::mutex> lock(mutex);
        asked[report.file_sha256] = spec;
        return std::vector<Finding>{
            {"TEMPO", Outcome::kNotMeasured, "nobody measures it", "listen"}};
      });
  const TrackKey key = catalog_.IngestOne(item);
  catalog_.WorkOff();
  ASSERT_THAT(asked, SizeIs(2));
  for (const auto& [sha256, spec] : asked) {
    EXPECT_EQ(spec.library_id, "open");
    EXPECT_EQ(spec.declared_tempo_bpm, 84);
    EXPECT_EQ(spec.declared_key, "F:minor");
  }
  EXPECT_EQ(asked["full"].mix_type, MixType::kFullMix);
  EXPECT_FALSE(asked["full"].must_match_full_mix);
  EXPECT_EQ(asked["loop"].mix_type, MixType::kLoop);
  EXPECT_TRUE(asked["loop"].must_match_full_mix);
  // Not measured is never passed.
  EXPECT_EQ(catalog_.ReadinessFor(key, "open").checks[0].state,
            ReadinessState::kUnconfirmed);
}

TEST_P(BacklogTest, SharesChangeWhatATrackIsReadyFor) {
  const TrackKey key = catalog_.IngestOne(Item("r1"));
  catalog_.analyzer().SetAnswer(kUri, ReportOf("sha"));
  catalog_.WorkOff();
  const Readiness before = catalog_.ReadinessFor(key, "open");
  EXPECT_EQ(before.checks[3].state, ReadinessState::kNotReady);
  EXPECT_THAT(before.checks[3].problems[0].next_step,
              HasSubstr("ritornello track share " + NameOf(key)));
  Rights rights(catalog_.db().pool(), catalog_.clock());
  for (const Right right : {Right::kMaster, Right::kSyncComposition}) {
    ASSERT_THAT(
        rights.Create(
            key, {.right = right, .shares = {{"ana", ShareRole::kOwner, 1}}},
            {}),
        IsOk());
  }
  EXPECT_EQ(catalog_.WorkOff(), 1);
  EXPECT_EQ(catalog_.ReadinessFor(key, "open").state, ReadinessState::kReady);
}

TEST_P(BacklogTest, WhatTheFileIsToBlameForFailsAtOnce) {
  const absl::Status errors[] = {absl::InvalidArgumentError("no audio"),
                                 absl::NotFoundError("no file"),
                                 absl::FailedPreconditionError("other hash"),
                                 absl::OutOfRangeError("too large")};
  for (const absl::Status& error : errors) {
    SCOPED_TRACE(error.ToString());
    const std::string reference =
        absl::StrCat("code-", static_cast<int>(error.code()));
    const std::string uri = absl::StrCat("file:///", reference, ".wav");
    catalog_.analyzer().SetAnswer(uri, error);
    const TrackKey key = catalog_.IngestOne(Item(reference));
    catalog_.WorkOff();
    EXPECT_EQ(catalog_.analyzer().AnalyzeCount(uri), 1);
    const Version version = catalog_.Read(key).versions[0];
    EXPECT_EQ(version.analysis_state, AnalysisState::kFailed);
    EXPECT_EQ(version.analysis_error, error.message());
    const Readiness readiness = catalog_.ReadinessFor(key, "open");
    ASSERT_THAT(readiness.checks[0].problems, SizeIs(1));
    EXPECT_EQ(readiness.checks[0].problems[0].problem, error.message());
    EXPECT_THAT(readiness.checks[0].problems[0].next_step,
                HasSubstr("ritornello job rerun --account acme"));
  }
  const std::vector<Job> failed = Jobs();
  ASSERT_THAT(failed, SizeIs(std::size(errors)));
  for (const Job& job : failed) EXPECT_EQ(job.state, JobState::kFailed);

  // Mended, and asked for again.
  for (const absl::Status& error : errors) {
    catalog_.analyzer().SetAnswer(
        absl::StrCat("file:///code-", static_cast<int>(error.code()), ".wav"),
        ReportOf("sha"));
  }
  Rerun();
  catalog_.WorkOff();
  EXPECT_THAT(Jobs(), IsEmpty());
}

TEST_P(BacklogTest, WhatMayPassIsTriedAgainEverMoreSlowly) {
  catalog_.analyzer().SetAnswer(kUri, absl::UnavailableError("away"));
  const TrackKey key = catalog_.IngestOne(Item("r1"));
  catalog_.WorkOff();
  // 1 s, 2 s, 4 s, …, 5 min.
  absl::Duration want = absl::Seconds(1);
  for (int64_t attempt = 1; attempt < kAttemptCountMax; ++attempt) {
    SCOPED_TRACE(attempt);
    const Job job = OneJob();
    EXPECT_EQ(job.attempt_count, attempt);
    EXPECT_EQ(job.state, JobState::kPending);
    EXPECT_EQ(job.error, "away");
    EXPECT_EQ(job.due_time - catalog_.clock().Now(), want);
    catalog_.clock().Advance(want - absl::Microseconds(1));
    EXPECT_EQ(catalog_.WorkOff(), 0);
    catalog_.clock().Advance(absl::Microseconds(1));
    EXPECT_GE(catalog_.WorkOff(), 1);
    want = std::min(2 * want, absl::Minutes(5));
  }
  EXPECT_EQ(OneJob().state, JobState::kFailed);
  EXPECT_EQ(catalog_.Read(key).versions[0].analysis_state,
            AnalysisState::kFailed);
  EXPECT_EQ(catalog_.analyzer().AnalyzeCount(kUri), kAttemptCountMax);
  catalog_.clock().Advance(absl::Hours(24));
  EXPECT_EQ(catalog_.WorkOff(), 0);
}

TEST_P(BacklogTest, ABusyAnalysisSaysWhenToComeBack) {
  catalog_.analyzer().SetAnswer(
      kUri,
      WithRetryDelay(absl::ResourceExhaustedError("busy"), absl::Seconds(42)));
  catalog_.IngestOne(Item("r1"));
  catalog_.db().Run("DELETE FROM jobs WHERE kind = 'ASSESS'", {});
  catalog_.WorkOff();
  EXPECT_EQ(OneJob().due_time - catalog_.clock().Now(), absl::Seconds(42));
}

TEST_P(BacklogTest, ABusyAnalysisCostsNoTryHoweverLongItIsBusy) {
  catalog_.analyzer().SetAnswer(kUri, absl::ResourceExhaustedError("busy"));
  const TrackKey key = catalog_.IngestOne(Item("r1"));
  catalog_.db().Run("DELETE FROM jobs WHERE kind = 'ASSESS'", {});
  for (int64_t i = 0; i < 2 * kAttemptCountMax; ++i) {
    EXPECT_EQ(catalog_.backlog().DoOne().value(), false);
    EXPECT_EQ(OneJob().attempt_count, 0);
    catalog_.clock().Advance(absl::Seconds(1));
  }
  EXPECT_EQ(catalog_.analyzer().AnalyzeCount(kUri), 2 * kAttemptCountMax);
  catalog_.analyzer().SetAnswer(kUri, ReportOf("sha"));
  EXPECT_EQ(catalog_.backlog().DoOne().value(), true);
  EXPECT_EQ(catalog_.Read(key).versions[0].analysis_state,
            AnalysisState::kAnalyzed);
}

TEST_P(BacklogTest, WhileAnalysisIsAwayNothingIsTried) {
  catalog_.analyzer().SetAnswer(kUri, ReportOf("sha"));
  catalog_.analyzer().SetReachable(false);
  catalog_.IngestOne(Item("r1"));
  catalog_.clock().Advance(absl::Hours(24));
  EXPECT_EQ(catalog_.backlog().DoOne().value(), false);
  for (const Job& job : Jobs()) EXPECT_EQ(job.attempt_count, 0);
  catalog_.analyzer().SetReachable(true);
  EXPECT_GE(catalog_.WorkOff(), 2);
}

TEST_P(BacklogTest, AJudgeThatIsAwayIsAskedAgain) {
  catalog_.analyzer().SetAnswer(kUri, ReportOf("sha"));
  catalog_.analyzer().SetJudging(
      [](const Report&,
         const VersionSpec&) -> absl::StatusOr<std::vector<Finding>> {
        return absl::UnavailableError("away");
      });
  const TrackKey key = catalog_.IngestOne(Item("r1"));
  catalog_.WorkOff();
  EXPECT_EQ(OneJob().key.kind, JobKind::kAssess);
  catalog_.analyzer().SetJudging({});
  catalog_.clock().Advance(absl::Seconds(1));
  EXPECT_EQ(catalog_.WorkOff(), 1);
  EXPECT_EQ(catalog_.ReadinessFor(key, "open").checks[0].state,
            ReadinessState::kReady);
}

TEST_P(BacklogTest, ALibraryWhoseSpecIsRefusedHurtsNoOther) {
  for (const char* id : {"aria", "brio", "zeal"}) {
    catalog_.AddLibrary({.id = id, .display_name = id, .revision = 1});
  }
  catalog_.analyzer().SetAnswer(kUri, ReportOf("sha"));
  catalog_.analyzer().SetJudging(
      [](const Report&,
         const VersionSpec& spec) -> absl::StatusOr<std::vector<Finding>> {
        if (spec.library_id != "brio") return std::vector<Finding>{};
        return InvalidField("delivery_specs[1].channel_counts[0]",
                            "must be 1..8, got 12");
      });
  const TrackKey key = catalog_.IngestOne(Item("r1"));
  catalog_.WorkOff();
  EXPECT_THAT(Jobs(), IsEmpty());
  for (const char* id : {"aria", "open", "zeal"}) {
    EXPECT_EQ(catalog_.ReadinessFor(key, id).checks[0].state,
              ReadinessState::kReady);
  }
  const Check refused = catalog_.ReadinessFor(key, "brio").checks[0];
  EXPECT_EQ(refused.state, ReadinessState::kUnconfirmed);
  ASSERT_THAT(refused.problems, SizeIs(1));
  EXPECT_EQ(refused.problems[0].rule, "DELIVERY_SPEC_REFUSED");
  EXPECT_EQ(refused.problems[0].problem,
            "the library's delivery spec is refused: channel_counts[0] must be "
            "1..8, got 12");
  // All four, each half, and of the first half each alone.
  EXPECT_EQ(catalog_.analyzer().judge_count(), 5);
}

TEST_P(BacklogTest, AReportThatIsRefusedIsAskedOnce) {
  catalog_.AddLibrary({.id = "aria", .display_name = "Aria", .revision = 1});
  catalog_.analyzer().SetAnswer(kUri, ReportOf("sha"));
  catalog_.analyzer().SetJudging(
      [](const Report&,
         const VersionSpec&) -> absl::StatusOr<std::vector<Finding>> {
        return InvalidField("report.channel_count", "must be 1..8, got 12");
      });
  catalog_.IngestOne(Item("r1"));
  catalog_.WorkOff();
  EXPECT_EQ(catalog_.analyzer().judge_count(), 1);
  EXPECT_EQ(OneJob().error, "report.channel_count: must be 1..8, got 12");
}

TEST_P(BacklogTest, WhoDiesLosesItsJobToAnother) {
  const TrackKey key = catalog_.IngestOne(Item("r1"));
  catalog_.analyzer().SetAnswer(kUri, ReportOf("sha"));
  LeaseAndDie();
  LeaseAndDie();
  EXPECT_EQ(catalog_.WorkOff(), 0);
  catalog_.clock().Advance(kLease - absl::Microseconds(1));
  EXPECT_EQ(catalog_.WorkOff(), 0);
  catalog_.clock().Advance(absl::Microseconds(1));
  EXPECT_GE(catalog_.WorkOff(), 2);
  EXPECT_EQ(catalog_.Read(key).versions[0].analysis_state,
            AnalysisState::kAnalyzed);
}

TEST_P(BacklogTest, WhoRenewsKeepsItsJobHoweverLongItTakes) {
  const TrackKey key = catalog_.IngestOne(Item("r1"));
  catalog_.db().Run("DELETE FROM jobs WHERE kind = 'ASSESS'", {});
  catalog_.analyzer().SetAnswer(kUri, ReportOf("sha"));
  catalog_.analyzer().Hold();
  std::thread working([&] { EXPECT_THAT(catalog_.backlog().DoOne(), IsOk()); });
  ASSERT_TRUE(catalog_.analyzer().AwaitHeld(1));
  Backlog other(catalog_.db().pool(), catalog_.clock(), catalog_.analyzer());
  for (int i = 0; i < 10; ++i) {
    catalog_.clock().Advance(kRenewInterval);
    EXPECT_THAT(catalog_.backlog().RenewLeases(), IsOk());
    EXPECT_EQ(other.DoOne().value(), false);
  }
  catalog_.analyzer().Release();
  working.join();
  EXPECT_EQ(catalog_.Read(key).versions[0].analysis_state,
            AnalysisState::kAnalyzed);
  // What is done is not taken up again.
  EXPECT_THAT(catalog_.backlog().RenewLeases(), IsOk());
  EXPECT_EQ(OneJob().key.kind, JobKind::kAssess);
}

TEST_P(BacklogTest, WhatIsStoppedIsGivenBackUnhurt) {
  catalog_.IngestOne(Item("r1"));
  catalog_.db().Run("DELETE FROM jobs WHERE kind = 'ASSESS'", {});
  catalog_.analyzer().Hold();
  std::stop_source stop;
  std::thread working(
      [&] { EXPECT_THAT(catalog_.backlog().DoOne(stop.get_token()), IsOk()); });
  ASSERT_TRUE(catalog_.analyzer().AwaitHeld(1));
  stop.request_stop();
  working.join();
  const Job job = OneJob();
  EXPECT_EQ(job.state, JobState::kPending);
  EXPECT_EQ(job.attempt_count, 0);
  EXPECT_EQ(job.lease, "");
  EXPECT_EQ(job.due_time, catalog_.clock().Now());
}

TEST_P(BacklogTest, AJobThatKillsWhoeverDoesItIsGivenUp) {
  catalog_.analyzer().SetAnswer(kUri, ReportOf("sha"));
  const TrackKey key = catalog_.IngestOne(Item("r1"));
  catalog_.db().Run("DELETE FROM jobs WHERE kind = 'ASSESS'", {});
  for (int64_t i = 0; i < kAttemptCountMax; ++i) {
    LeaseAndDie();
    catalog_.clock().Advance(kLease);
  }
  catalog_.WorkOff();
  EXPECT_EQ(catalog_.analyzer().AnalyzeCount(kUri), 0);
  EXPECT_EQ(OneJob().state, JobState::kFailed);
  EXPECT_THAT(catalog_.Read(key).versions[0].analysis_error,
              HasSubstr("20 tries ended without an answer"));
}

TEST_P(BacklogTest, APoisonedJobHoldsUpNoOther) {
  catalog_.analyzer().SetAnswer(kUri, absl::UnavailableError("chokes on it"));
  catalog_.analyzer().SetAnswer("file:///r2.wav", ReportOf("sha"));
  catalog_.IngestOne(Item("r1"));
  const TrackKey healthy = catalog_.IngestOne(Item("r2"));
  for (int round = 0; round < 3; ++round) {
    catalog_.WorkOff();
    catalog_.clock().Advance(absl::Minutes(1));
  }
  EXPECT_EQ(catalog_.Read(healthy).versions[0].analysis_state,
            AnalysisState::kAnalyzed);
  EXPECT_EQ(OneJob().key.track,
            (TrackKey{"acme", TrackId("acme", "r1", "Title r1")}));
}

TEST_P(BacklogTest, AResultOfAudioThatChangedMeanwhileIsDropped) {
  catalog_.analyzer().SetAnswer(kUri, ReportOf("old"));
  const TrackKey key = catalog_.IngestOne(Item("r1"));
  catalog_.db().Run("DELETE FROM jobs WHERE kind = 'ASSESS'", {});
  catalog_.analyzer().Hold();
  std::thread worker([&] { EXPECT_TRUE(catalog_.backlog().DoOne().value()); });
  ASSERT_TRUE(catalog_.analyzer().AwaitHeld(1));
  IngestItem changed = Item("r1");
  changed.track.versions[0].size_bytes = 2;
  EXPECT_EQ(catalog_.IngestOne(changed), key);
  catalog_.analyzer().Release();
  worker.join();
  EXPECT_EQ(catalog_.Read(key).versions[0].analysis_state,
            AnalysisState::kPending);
  catalog_.analyzer().SetAnswer(kUri, ReportOf("new"));
  catalog_.WorkOff();
  EXPECT_EQ(catalog_.Read(key).versions[0].report, ReportOf("new"));
  EXPECT_EQ(catalog_.analyzer().AnalyzeCount(kUri), 2);
}

TEST_P(BacklogTest, AResultOfAVersionThatWentMeanwhileIsDropped) {
  catalog_.analyzer().SetAnswer(kUri, ReportOf("old"));
  const TrackKey key = catalog_.IngestOne(Item("r1"));
  catalog_.db().Run("DELETE FROM jobs WHERE kind = 'ASSESS'", {});
  catalog_.analyzer().Hold();
  std::thread worker([&] { EXPECT_TRUE(catalog_.backlog().DoOne().value()); });
  ASSERT_TRUE(catalog_.analyzer().AwaitHeld(1));
  IngestItem other = Item("r1");
  other.track.versions[0].uri = "file:///other.wav";
  catalog_.analyzer().SetAnswer("file:///other.wav", ReportOf("other"));
  catalog_.IngestOne(other);
  catalog_.analyzer().Release();
  worker.join();
  catalog_.WorkOff();
  const Track track = catalog_.Read(key);
  ASSERT_THAT(track.versions, SizeIs(1));
  EXPECT_EQ(track.versions[0].report, ReportOf("other"));
}

TEST_P(BacklogTest, NoJobIsDoneByTwo) {
  constexpr int kTrackCount = 24;
  std::vector<IngestItem> items;
  for (int i = 0; i < kTrackCount; ++i) {
    items.push_back(Item(absl::StrCat("r", i)));
    catalog_.analyzer().SetAnswer(absl::StrCat("file:///r", i, ".wav"),
                                  ReportOf(absl::StrCat("sha", i)));
  }
  catalog_.Ingest(items);
  std::vector<std::thread> workers;
  for (int n = 0; n < 4; ++n) {
    workers.emplace_back([&] { catalog_.WorkOff(); });
  }
  for (std::thread& worker : workers) worker.join();
  catalog_.WorkOff();
  EXPECT_THAT(Jobs(), IsEmpty());
  for (int i = 0; i < kTrackCount; ++i) {
    EXPECT_EQ(
        catalog_.analyzer().AnalyzeCount(absl::StrCat("file:///r", i, ".wav")),
        1)
        << i;
  }
}

}  // namespace
}  // namespace ritornello::catalog
