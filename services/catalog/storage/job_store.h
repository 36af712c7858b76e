// Rows of open work. A finished job has no row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/sql/connection.h"
#include "libs/sql/transaction.h"
#include "services/catalog/model/job.h"

namespace ritornello::catalog {

// Makes jobs due at `now`, with a fresh count of tries. One that exists is
// taken from whoever works on it: its result would be of yesterday.
absl::Status EnqueueAnalyze(sql::Transaction& transaction,
                            std::span<const VersionKey> versions,
                            absl::Time now);
absl::Status EnqueueAssess(sql::Transaction& transaction,
                           std::span<const TrackKey> tracks, absl::Time now);
absl::Status EnqueueAssess(sql::Transaction& transaction, const TrackKey& track,
                           absl::Time now);
// The same for every track that records one of `works`.
// Cost: one statement for each sql::kInListSizeMax works.
absl::Status EnqueueAssessOfWorks(sql::Transaction& transaction,
                                  const std::set<WorkKey>& works,
                                  absl::Time now);
// The same for every track of every account, in one statement.
absl::Status EnqueueAssessAll(sql::Transaction& transaction, absl::Time now);

// Takes up to `count_max` jobs that are due, or whose lease has run out, the
// longest due first: RUNNING, one try more, theirs is `lease` until
// `lease_end`. No two callers get the same job, and none waits for another.
absl::StatusOr<std::vector<Job>> LeaseJobs(sql::Transaction& transaction,
                                           absl::Time now, absl::Time lease_end,
                                           const std::string& lease,
                                           size_t count_max);

// A leased job stays its holder's until `lease_end`. Does nothing when the
// lease is not the job's any more.
absl::Status RenewLease(sql::Transaction& transaction, const Job& job,
                        absl::Time lease_end);

// Gives a leased job back unhurt: due at `due_time`, this try not counted. Does
// nothing when the lease is not the job's any more.
absl::Status ReturnJob(sql::Transaction& transaction, const Job& job,
                       absl::Time due_time);

// Each does nothing and returns false when `job.lease` is not the job's any
// more: the caller's result is to be dropped. The first removes the job; the
// second makes it due again at `due_time`; the third gives it up. The last two
// keep `error`.
absl::StatusOr<bool> FinishJob(sql::Transaction& transaction, const Job& job);
absl::StatusOr<bool> RetryJob(sql::Transaction& transaction, const Job& job,
                              absl::Time due_time, absl::string_view error);
absl::StatusOr<bool> FailJob(sql::Transaction& transaction, const Job& job,
                             absl::string_view error);

// The account's jobs in `state`, or all, behind `after` by track, kind and
// version.
absl::StatusOr<std::vector<Job>> ListJobs(sql::Connection& connection,
                                          absl::string_view account_id,
                                          std::optional<JobState> state,
                                          const JobKey& after,
                                          size_t count_max);

absl::StatusOr<BacklogCounts> CountBacklog(sql::Connection& connection,
                                           absl::string_view account_id);

// Cost: an index entry for each job, and one look for the first that is due.
// With 10'000'000 open jobs, which is every track of a catalogue of that size,
// half a second of one core on SQLite and one to two seconds on PostgreSQL; a
// catalogue that has caught up has none but those that failed.
absl::StatusOr<JobCounts> CountJobs(sql::Connection& connection);

// Makes the account's failed jobs, or those of `keys` that have failed, due at
// `now`; the versions of those that measure are PENDING again. Returns how
// many.
absl::StatusOr<int64_t> RerunJobs(
    sql::Transaction& transaction, absl::string_view account_id,
    const std::optional<std::vector<JobKey>>& keys, absl::Time now);

}  // namespace ritornello::catalog
