// What the rules of a submission look at when they come to one track.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/catalog/model/readiness.h"
#include "services/catalog/model/submission.h"
#include "services/catalog/model/submission_check.h"

namespace ritornello::catalog {

// Refers to what it is made of.
struct SubmissionContext {
  const Submission& submission;
  const SubmissionFacts& facts;
  const SubmittedTrackFacts& track;  // one of `facts`
  std::vector<Problem>& problems;    // what was found so far

  void Fail(absl::string_view rule, std::string problem,
            std::string next_step) const {
    problems.push_back({.rule = std::string(rule),
                        .problem = std::move(problem),
                        .next_step = std::move(next_step)});
  }
};

}  // namespace ritornello::catalog
