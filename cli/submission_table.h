// How submissions and what is wrong with them look in tables.
#pragma once

#include <string>
#include <vector>

#include "cli/output.h"
#include "cli/session.h"
#include "ritornello/catalog/v1/submission_service.pb.h"

namespace ritornello::cli {

std::vector<Column> SubmissionColumns();
std::vector<std::string> SubmissionRow(
    const catalog::v1::Submission& submission);

// The submission, and each track with what the library answered; or one line
// of JSON.
void ShowSubmission(Session& session,
                    const catalog::v1::Submission& submission);

}  // namespace ritornello::cli
