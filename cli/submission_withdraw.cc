#include "cli/format.h"
#include "cli/submission_table.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/submission_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::Submission;
using catalog::v1::SubmissionService;
using catalog::v1::WithdrawSubmissionRequest;

namespace {

struct Options {
  std::string account;
  std::string submission;
};

absl::Status Run(const Options& options, Session& session) {
  WithdrawSubmissionRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(
      *request.mutable_name(),
      FullName(options.submission, "submissions", options.account));
  request.set_request_id(NewRequestId());
  RITORNELLO_ASSIGN_OR_RETURN(
      const Submission submission,
      Call(session, &SubmissionService::Stub::WithdrawSubmission, request));
  ShowSubmission(session, submission);
  return absl::OkStatus();
}

}  // namespace

void AddSubmissionWithdraw(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "submission", "withdraw", "Take a submission back; its tracks are free",
      {"ritornello submission withdraw spring --account acme"},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("SUBMISSION", options->submission, "Name, or its last part")
      .Required();
  AddAccountFlag(verb, options->account);
}

}  // namespace ritornello::cli
