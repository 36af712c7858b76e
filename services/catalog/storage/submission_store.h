// Rows of submissions and of their tracks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/connection.h"
#include "libs/sql/transaction.h"
#include "services/catalog/model/submission.h"
#include "services/catalog/model/submission_check.h"

namespace ritornello::catalog {

// AlreadyExists with reason SUBMISSION_EXISTS. REQUIRES: account, library and
// tracks exist.
absl::Status InsertSubmission(sql::Transaction& transaction,
                              const Submission& submission);

// Writes all of it, with its tracks. REQUIRES: it exists and is locked.
absl::Status UpdateSubmission(sql::Transaction& transaction,
                              const Submission& submission);

// NotFound with reason SUBMISSION_NOT_FOUND.
absl::StatusOr<Submission> GetSubmission(sql::Connection& connection,
                                         const SubmissionKey& key);

// The same; nobody else changes it before the end of the transaction. To be
// locked before its tracks.
absl::StatusOr<Submission> LockSubmission(sql::Transaction& transaction,
                                          const SubmissionKey& key);

// Which submissions of one account, and where to go on.
struct SubmissionQuery {
  std::string account_id;
  std::optional<std::string> library_id;  // absent: to all libraries
  std::string after_id;
  size_t count_max = 0;
};

// By id. Cost: two statements.
absl::StatusOr<std::vector<Submission>> ListSubmissions(
    sql::Connection& connection, const SubmissionQuery& query);

// All tracks of all submissions of the account to the library but `key`, in the
// order in which they were submitted, drafts left out. Cost: one statement.
absl::StatusOr<std::vector<EarlierTrack>> EarlierTracks(
    sql::Connection& connection, const SubmissionKey& key,
    absl::string_view library_id);

// How often a library answered what; tracks are counted once for each
// submission, drafts and what was withdrawn undecided left out.
struct DecisionCount {
  std::string library_id;
  std::optional<DecisionOutcome> outcome;  // absent: not decided
  std::optional<RejectionCategory> category;
  int64_t track_count = 0;
};

// By library. Cost: one statement.
absl::StatusOr<std::vector<DecisionCount>> CountDecisions(
    sql::Connection& connection, absl::string_view account_id);

}  // namespace ritornello::catalog
