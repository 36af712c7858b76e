// A submission as flags say it.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/extent_flags.h"
#include "cli/program.h"
#include "ritornello/catalog/v1/submission_service.pb.h"

namespace ritornello::cli {

struct SubmissionFlags {
  std::string account;
  std::string library;
  std::vector<std::string> tracks;
  std::string note;
  std::string reapplies_to;
  ExtentFlags extent;
};

// --account, --note, --reapplies-to and those of an extent.
void AddSubmissionFlags(Verb verb, SubmissionFlags& flags);

absl::StatusOr<catalog::v1::Submission> SubmissionOf(
    const SubmissionFlags& flags);

}  // namespace ritornello::cli
