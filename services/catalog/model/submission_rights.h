// The evidence that a track's rights are the account's to place.
#pragma once

#include "services/catalog/model/submission_context.h"

namespace ritornello::catalog {

// Adds AGREEMENT_MISSING, SAMPLE_NOT_CLEARED, PRO_MISSING and PRO_NOT_ALLOWED,
// see CheckSubmission(). REQUIRES: the submission's extent has a first day.
void AddRightsProblems(const SubmissionContext& context);

}  // namespace ritornello::catalog
