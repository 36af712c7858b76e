// Gathering what a submission is checked against.
#pragma once

#include <map>

#include "absl/status/statusor.h"
#include "libs/sql/connection.h"
#include "services/catalog/model/names.h"
#include "services/catalog/model/placement.h"
#include "services/catalog/model/submission.h"
#include "services/catalog/model/submission_check.h"

namespace ritornello::catalog {

// `recordings` has the recording of each track, locked or only read.
// Cost: some ten statements, and one more for each track's readiness.
// Errors: NotFound, no such library or track.
absl::StatusOr<SubmissionFacts> LoadSubmissionFacts(
    sql::Connection& connection, const Submission& submission,
    std::map<TrackKey, Recording> recordings);

}  // namespace ritornello::catalog
