#include "cli/format.h"
#include "cli/submission_table.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/submission_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::GetSubmissionRequest;
using catalog::v1::Submission;
using catalog::v1::SubmissionService;

namespace {

struct Options {
  std::string account;
  std::string submission;
};

absl::Status Run(const Options& options, Session& session) {
  GetSubmissionRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(
      *request.mutable_name(),
      FullName(options.submission, "submissions", options.account));
  RITORNELLO_ASSIGN_OR_RETURN(
      const Submission submission,
      Call(session, &SubmissionService::Stub::GetSubmission, request));
  ShowSubmission(session, submission);
  return absl::OkStatus();
}

}  // namespace

void AddSubmissionGet(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "submission", "get", "Show a submission and what was answered",
      {"ritornello submission get spring --account acme"},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("SUBMISSION", options->submission, "Name, or its last part")
      .Required();
  AddAccountFlag(verb, options->account);
}

}  // namespace ritornello::cli
