#include "cli/format.h"
#include "cli/submission_table.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/submission_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::Submission;
using catalog::v1::SubmissionService;
using catalog::v1::SubmitSubmissionRequest;

namespace {

struct Options {
  std::string account;
  std::string submission;
  bool declare = false;
};

absl::Status Run(const Options& options, Session& session) {
  SubmitSubmissionRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(
      *request.mutable_name(),
      FullName(options.submission, "submissions", options.account));
  request.set_availability_declared(options.declare);
  request.set_request_id(NewRequestId());
  RITORNELLO_ASSIGN_OR_RETURN(
      const Submission submitted,
      Call(session, &SubmissionService::Stub::SubmitSubmission, request));
  ShowSubmission(session, submitted);
  return absl::OkStatus();
}

}  // namespace

void AddSubmissionSubmit(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "submission", "submit", "Offer its tracks to the library",
      {"ritornello submission submit spring --account acme --declare"},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("SUBMISSION", options->submission, "Name, or its last part")
      .Required();
  AddAccountFlag(verb, options->account);
  verb.AddFlag("--declare", options->declare,
               "Declare that the tracks are available nowhere else than "
               "`ritornello submission check` shows");
}

}  // namespace ritornello::cli
