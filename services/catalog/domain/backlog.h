// The work behind the catalogue: audio to measure, tracks to assess.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "libs/sql/pool.h"
#include "libs/time/clock.h"
#include "services/catalog/model/job.h"
#include "services/catalog/peers/analyzer.h"

namespace ritornello::catalog {

// Longest measuring of one file, and longest judging of one report.
inline constexpr absl::Duration kAnalyzeTimeout = absl::Minutes(5);
inline constexpr absl::Duration kJudgeTimeout = absl::Seconds(30);

// A job belongs to who leased it for so long, and again from each renewal;
// whoever dies loses it to another. Three renewals may fail, or come late.
inline constexpr absl::Duration kLease = absl::Seconds(40);
inline constexpr absl::Duration kRenewInterval = absl::Seconds(10);

// Does leased jobs. Safe for concurrent use: any number of threads and
// processes work on one backlog. All must outlive it.
class Backlog {
 public:
  Backlog(sql::Pool& pool, const Clock& clock, Analyzer& analyzer)
      : pool_(pool), clock_(clock), analyzer_(analyzer) {}

  // Leases the job that is due longest and does it. False when there is
  // nothing to do for a while: no job is due, or analysis is away or busy.
  //
  // What the job's file or track is to blame for ends the job, FAILED with the
  // reason; what may pass is tried again with growing delay, kAttemptCountMax
  // times, of which those that analysis was too busy for do not count; a result
  // whose lease is gone is dropped. When `stop` is requested,
  // measuring ends at once and the job is given back for another to do. Errors
  // are those of sql::Connection: the job is due again when its lease ends.
  absl::StatusOr<bool> DoOne(const std::stop_token& stop = {});

  // Keeps the jobs that DoOne is doing now. To be called every kRenewInterval
  // while there may be any.
  absl::Status RenewLeases();

 private:
  absl::StatusOr<std::vector<Job>> Lease();
  // False when analysis was too busy.
  absl::StatusOr<bool> Do(const Job& job, const std::stop_token& stop);
  absl::Status Analyze(const Job& job, const std::stop_token& stop);
  absl::Status Assess(const Job& job);
  absl::Status StoreReport(const Job& job, const Report& report);
  absl::Status Return(const Job& job, absl::Duration delay);
  absl::Status StoreFailure(const Job& job, const absl::Status& error);
  absl::Status Finish(const Job& job);

  sql::Pool& pool_;
  const Clock& clock_;
  Analyzer& analyzer_;
  absl::Mutex mutex_;
  std::vector<Job> at_work_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ritornello::catalog
