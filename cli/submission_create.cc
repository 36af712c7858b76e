#include "cli/format.h"
#include "cli/submission_draft.h"
#include "cli/submission_table.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/submission_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::CreateSubmissionRequest;
using catalog::v1::Submission;
using catalog::v1::SubmissionService;

namespace {

struct Options {
  std::string submission;
  SubmissionFlags flags;
};

absl::Status Run(const Options& options, Session& session) {
  CreateSubmissionRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_parent(),
                              AccountParent(options.flags.account));
  request.set_submission_id(options.submission);
  RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_submission(),
                              SubmissionOf(options.flags));
  request.set_request_id(NewRequestId());
  RITORNELLO_ASSIGN_OR_RETURN(
      const Submission made,
      Call(session, &SubmissionService::Stub::CreateSubmission, request));
  ShowSubmission(session, made);
  return absl::OkStatus();
}

}  // namespace

void AddSubmissionCreate(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "submission", "create", "Compose a few tracks for one library",
      {"ritornello submission create spring --account acme --library artlist "
       "nocturne-1f00aa3c aria-2b00aa3c",
       "ritornello submission create summer --account acme --library artlist "
       "aria-2b00aa3c --reapplies-to spring --note \"a new batch\""},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("ID", options->submission, "1..63 of a-z, 0-9 and hyphens")
      .Required();
  verb.AddOption("TRACK", options->flags.tracks, "The best first").Required();
  verb.AddOption("--library", options->flags.library, "The library").Required();
  AddSubmissionFlags(verb, options->flags);
}

}  // namespace ritornello::cli
