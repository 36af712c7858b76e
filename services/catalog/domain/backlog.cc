#include "services/catalog/domain/backlog.h"

#include <algorithm>
#include <random>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/sql/transaction.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/domain/assessment.h"
#include "services/catalog/storage/job_store.h"
#include "services/catalog/storage/readiness_store.h"
#include "services/catalog/storage/report_store.h"
#include "services/catalog/storage/track_keys.h"
#include "services/catalog/storage/track_store.h"

namespace ritornello::catalog {
namespace {

std::string NewLease() {
  std::random_device random;
  return absl::StrFormat("%08x%08x%08x%08x", random(), random(), random(),
                         random());
}

// The file, or what was said of it, is to blame: trying again is useless.
bool IsPermanent(const absl::Status& error) {
  return absl::IsInvalidArgument(error) || absl::IsNotFound(error) ||
         absl::IsFailedPrecondition(error) || absl::IsOutOfRange(error) ||
         absl::IsPermissionDenied(error) || absl::IsUnimplemented(error);
}

const Version* FindVersion(const Track& track, int64_t number) {
  for (const Version& version : track.versions) {
    if (version.number == number) return &version;
  }
  return nullptr;
}

// The track is assessed when the last of its versions is done.
absl::Status AssessWhenComplete(sql::Transaction& transaction,
                                const TrackKey& track, absl::Time now) {
  RITORNELLO_ASSIGN_OR_RETURN(const int64_t pending,
                              CountPendingVersions(transaction, track));
  if (pending > 0) return absl::OkStatus();
  return EnqueueAssess(transaction, track, now);
}

}  // namespace

absl::StatusOr<bool> Backlog::DoOne(const std::stop_token& stop) {
  if (!analyzer_.IsReachable()) return false;
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<Job> jobs, Lease());
  if (jobs.empty()) return false;
  const Job& job = jobs.front();
  {
    absl::MutexLock lock(&mutex_);
    at_work_.push_back(job);
  }
  const absl::StatusOr<bool> done = Do(job, stop);
  {
    absl::MutexLock lock(&mutex_);
    std::erase_if(at_work_,
                  [&](const Job& one) { return one.lease == job.lease; });
  }
  return done;
}

absl::Status Backlog::RenewLeases() {
  std::vector<Job> jobs;
  {
    absl::MutexLock lock(&mutex_);
    jobs = at_work_;
  }
  // One row in each transaction: whoever holds many rows of jobs, as ingestion
  // does, then cannot come to wait for us while we wait for it.
  for (const Job& job : jobs) {
    RITORNELLO_RETURN_IF_ERROR(
        sql::RunTransaction(pool_, [&](sql::Transaction& transaction) {
          return RenewLease(transaction, job, clock_.Now() + kLease);
        }));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Job>> Backlog::Lease() {
  std::vector<Job> jobs;
  RITORNELLO_RETURN_IF_ERROR(sql::RunTransaction(
      pool_, [&](sql::Transaction& transaction) -> absl::Status {
        const absl::Time now = clock_.Now();
        RITORNELLO_ASSIGN_OR_RETURN(
            jobs, LeaseJobs(transaction, now, now + kLease, NewLease(), 1));
        return absl::OkStatus();
      }));
  return jobs;
}

absl::StatusOr<bool> Backlog::Do(const Job& job, const std::stop_token& stop) {
  // Nobody has ever come back from it to say what went wrong.
  if (job.attempt_count > kAttemptCountMax) {
    RITORNELLO_RETURN_IF_ERROR(StoreFailure(
        job, absl::AbortedError(absl::StrCat(
                 "given up: ", kAttemptCountMax,
                 " tries ended without an answer, the last error being \"",
                 job.error, "\""))));
    return true;
  }
  const absl::Status done =
      job.key.kind == JobKind::kAnalyze ? Analyze(job, stop) : Assess(job);
  if (done.ok()) return true;
  if (stop.stop_requested()) {
    RITORNELLO_RETURN_IF_ERROR(Return(job, absl::ZeroDuration()));
    return false;
  }
  if (absl::IsResourceExhausted(done)) {
    RITORNELLO_RETURN_IF_ERROR(
        Return(job, std::max(RetryDelay(1), RetryDelayOf(done))));
    return false;
  }
  RITORNELLO_RETURN_IF_ERROR(StoreFailure(job, done));
  return true;
}

absl::Status Backlog::Return(const Job& job, absl::Duration delay) {
  return sql::RunTransaction(pool_, [&](sql::Transaction& transaction) {
    return ReturnJob(transaction, job, clock_.Now() + delay);
  });
}

absl::Status Backlog::Analyze(const Job& job, const std::stop_token& stop) {
  absl::StatusOr<Track> track;
  {
    RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool_.Borrow());
    track = GetTrack(*connection, job.key.track, WithReports::kNo);
  }
  if (!track.ok()) return track.status();
  const Version* version = FindVersion(*track, job.key.version_number);
  if (version == nullptr) return Finish(job);
  RITORNELLO_ASSIGN_OR_RETURN(
      const Report report,
      analyzer_.Analyze(version->uri, version->declared_sha256,
                        clock_.Now() + kAnalyzeTimeout, "", stop));
  return StoreReport(job, report);
}

absl::Status Backlog::Assess(const Job& job) {
  absl::StatusOr<AssessmentFacts> facts;
  {
    RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool_.Borrow());
    facts = LoadFacts(*connection, job.key.track);
  }
  if (!facts.ok()) return facts.status();
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<Readiness> readiness,
      AssessTrack(*facts, analyzer_, clock_.Now(), kJudgeTimeout));
  return sql::RunTransaction(
      pool_, [&](sql::Transaction& transaction) -> absl::Status {
        RITORNELLO_ASSIGN_OR_RETURN(const bool is_ours,
                                    FinishJob(transaction, job));
        if (!is_ours) return absl::OkStatus();
        return ReplaceReadiness(transaction, job.key.track, readiness);
      });
}

absl::Status Backlog::StoreReport(const Job& job, const Report& report) {
  return sql::RunTransaction(
      pool_, [&](sql::Transaction& transaction) -> absl::Status {
        RITORNELLO_RETURN_IF_ERROR(
            LockTracks(transaction, {job.key.track}).status());
        RITORNELLO_ASSIGN_OR_RETURN(const bool is_ours,
                                    FinishJob(transaction, job));
        if (!is_ours) return absl::OkStatus();
        RITORNELLO_RETURN_IF_ERROR(InsertReport(transaction, report));
        RITORNELLO_RETURN_IF_ERROR(UpdateAnalysis(
            transaction, {job.key.track, job.key.version_number},
            {.analysis_state = AnalysisState::kAnalyzed,
             .report_sha256 = report.file_sha256,
             .report_analyzer_version = report.analyzer_version}));
        return AssessWhenComplete(transaction, job.key.track, clock_.Now());
      });
}

absl::Status Backlog::StoreFailure(const Job& job, const absl::Status& error) {
  const std::string reason(error.message());
  const bool gives_up =
      IsPermanent(error) || job.attempt_count >= kAttemptCountMax;
  return sql::RunTransaction(
      pool_, [&](sql::Transaction& transaction) -> absl::Status {
        const absl::Time now = clock_.Now();
        if (!gives_up) {
          const absl::Duration delay =
              std::max(RetryDelay(job.attempt_count), RetryDelayOf(error));
          return RetryJob(transaction, job, now + delay, reason).status();
        }
        RITORNELLO_RETURN_IF_ERROR(
            LockTracks(transaction, {job.key.track}).status());
        RITORNELLO_ASSIGN_OR_RETURN(const bool is_ours,
                                    FailJob(transaction, job, reason));
        if (!is_ours || job.key.kind == JobKind::kAssess) {
          return absl::OkStatus();
        }
        RITORNELLO_RETURN_IF_ERROR(
            UpdateAnalysis(transaction, {job.key.track, job.key.version_number},
                           {.analysis_state = AnalysisState::kFailed,
                            .analysis_error = reason}));
        return AssessWhenComplete(transaction, job.key.track, now);
      });
}

absl::Status Backlog::Finish(const Job& job) {
  return sql::RunTransaction(pool_, [&](sql::Transaction& transaction) {
    return FinishJob(transaction, job).status();
  });
}

}  // namespace ritornello::catalog
