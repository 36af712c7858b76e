// The work behind the catalogue: audio to measure, tracks to assess.
#pragma once

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/sql/pool.h"
#include "libs/time/clock.h"
#include "services/catalog/model/job.h"
#include "services/catalog/peers/analyzer.h"

namespace ritornello::catalog {

// Longest measuring of one file, and longest judging of one report.
inline constexpr absl::Duration kAnalyzeTimeout = absl::Minutes(5);
inline constexpr absl::Duration kJudgeTimeout = absl::Seconds(30);

// A job belongs to who leased it for so long; whoever has died in the meantime
// loses it to another. Longer than any job takes.
inline constexpr absl::Duration kLease = absl::Minutes(6);

// Does leased jobs. Safe for concurrent use: any number of threads and
// processes work on one backlog. All must outlive it.
class Backlog {
 public:
  Backlog(sql::Pool& pool, const Clock& clock, Analyzer& analyzer)
      : pool_(pool), clock_(clock), analyzer_(analyzer) {}

  // Leases the job that is due longest and does it. False when none is due.
  //
  // What the job's file or track is to blame for ends the job, FAILED with the
  // reason; what may pass is tried again with growing delay, kAttemptCountMax
  // times; a result whose lease is gone is dropped. Errors are those of
  // sql::Connection: the job is due again when its lease ends.
  absl::StatusOr<bool> DoOne();

 private:
  absl::StatusOr<std::vector<Job>> Lease();
  absl::Status Do(const Job& job);
  absl::Status Analyze(const Job& job);
  absl::Status Assess(const Job& job);
  absl::Status StoreReport(const Job& job, const Report& report);
  absl::Status StoreFailure(const Job& job, const absl::Status& error);
  absl::Status Finish(const Job& job);

  sql::Pool& pool_;
  const Clock& clock_;
  Analyzer& analyzer_;
};

}  // namespace ritornello::catalog
