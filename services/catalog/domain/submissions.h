// Composing submissions, sending them and recording what libraries answer.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "absl/status/statusor.h"
#include "libs/request_log/request_log.h"
#include "libs/sql/pool.h"
#include "libs/sql/transaction.h"
#include "libs/time/clock.h"
#include "services/catalog/model/submission.h"
#include "services/catalog/model/submission_check.h"

namespace ritornello::catalog {

// Safe for concurrent use, also by several processes on one database. Both must
// outlive it.
class Submissions {
 public:
  Submissions(sql::Pool& pool, const Clock& clock)
      : pool_(pool), clock_(clock) {}

  // Errors: InvalidArgument  "submission_id", "submission.…", see Normalize()
  //         NotFound         no such account, library, track, or submission in
  //                          reapplies_to
  //         AlreadyExists    SUBMISSION_EXISTS
  //         those of WriteOnce
  absl::StatusOr<Submission> Create(Submission submission,
                                    const request_log::Request& request);

  // Takes the fields named by `mask` from `submission`. Errors: as above;
  // Aborted with ETAG_MISMATCH; FailedPrecondition, SUBMISSION_STATE, unless it
  // is a draft.
  absl::StatusOr<Submission> Update(const Submission& submission,
                                    std::span<const std::string> mask,
                                    std::optional<int64_t> expected_revision,
                                    const request_log::Request& request);

  // What stands in the way of submitting it now; of one that is stored when
  // `submission` has no library. Errors: InvalidArgument and NotFound, as
  // above.
  absl::StatusOr<SubmissionCheck> Check(Submission submission);

  // Errors: NotFound            no such submission
  //         FailedPrecondition  SUBMISSION_STATE, AVAILABILITY_NOT_DECLARED or
  //                             SUBMISSION_FAILS
  //         those of WriteOnce
  absl::StatusOr<Submission> Submit(const SubmissionKey& key,
                                    bool availability_declared,
                                    const request_log::Request& request);

  // Errors of the three: NotFound, no such submission; FailedPrecondition,
  // SUBMISSION_STATE; those of Decide(); those of WriteOnce.
  absl::StatusOr<Submission> StartReview(const SubmissionKey& key,
                                         const request_log::Request& request);
  absl::StatusOr<Submission> RecordDecisions(
      const SubmissionKey& key, std::span<const TrackDecision> decisions,
      const request_log::Request& request);
  absl::StatusOr<Submission> Withdraw(const SubmissionKey& key,
                                      const request_log::Request& request);

 private:
  using Change = std::function<absl::Status(
      sql::Transaction& transaction, Submission& submission, absl::Time now)>;

  // Locks the submission, lets `change` do its work and stores it, one revision
  // on.
  absl::StatusOr<Submission> ChangeOnce(const SubmissionKey& key,
                                        const request_log::Request& request,
                                        const Change& change);
  absl::StatusOr<Submission> Read(const std::string& name);

  sql::Pool& pool_;
  const Clock& clock_;
};

}  // namespace ritornello::catalog
