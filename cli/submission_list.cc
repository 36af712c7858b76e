#include "cli/format.h"
#include "cli/submission_table.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/submission_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::ListSubmissionsRequest;
using catalog::v1::ListSubmissionsResponse;
using catalog::v1::SubmissionService;

namespace {

struct Options {
  std::string account;
  std::string library;
};

absl::Status Run(const Options& options, Session& session) {
  ListSubmissionsRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_parent(),
                              AccountParent(options.account));
  if (!options.library.empty()) {
    request.set_library(LibraryName(options.library));
  }
  return List(session, &SubmissionService::Stub::ListSubmissions, request,
              &ListSubmissionsResponse::submissions, SubmissionColumns(),
              SubmissionRow);
}

}  // namespace

void AddSubmissionList(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "submission", "list", "List submissions, by name",
      {"ritornello submission list --account acme",
       "ritornello submission list --account acme --library artlist"},
      [options](Session& session) { return Run(*options, session); });
  AddAccountFlag(verb, options->account);
  verb.AddOption("--library", options->library, "One library");
}

}  // namespace ritornello::cli
