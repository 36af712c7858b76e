// Submissions, checks and decisions between the wire and the model.
#pragma once

#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ritornello/catalog/v1/submission_service.pb.h"
#include "services/catalog/model/submission.h"
#include "services/catalog/model/submission_check.h"
#include "services/catalog/storage/submission_store.h"

namespace ritornello::catalog {

v1::Submission ToWire(const Submission& submission);
v1::SubmissionCheck ToWire(const SubmissionCheck& check);

// One for each library, in the order in which `counts` name them.
v1::SummarizeDecisionsResponse ToWire(std::span<const DecisionCount> counts);

// What belongs to `account_id`; the key is the caller's to set. A library that
// is empty stays so. InvalidArgument naming the field for malformed names,
// names of other accounts, and dates that are none.
absl::StatusOr<Submission> FromWire(const v1::Submission& wire,
                                    absl::string_view account_id);

// The same of decisions; InvalidArgument also for enumerators that are none.
absl::StatusOr<std::vector<TrackDecision>> FromWire(
    const google::protobuf::RepeatedPtrField<v1::Decision>& wire,
    absl::string_view account_id);

}  // namespace ritornello::catalog
