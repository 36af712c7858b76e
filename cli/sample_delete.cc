#include "cli/format.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/sample_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::DeleteSampleRequest;
using catalog::v1::SampleService;

namespace {

struct Options {
  std::string account;
  std::string sample;
};

absl::Status Run(const Options& options, Session& session) {
  DeleteSampleRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(
      *request.mutable_name(),
      FullName(options.sample, "tracks", options.account));
  request.set_request_id(NewRequestId());
  return Call(session, &SampleService::Stub::DeleteSample, request).status();
}

}  // namespace

void AddSampleDelete(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "sample", "delete", "Take back a declaration that was wrong",
      {"ritornello sample delete nocturne-1f00aa3c/samples/1 --account acme"},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("SAMPLE", options->sample,
                 "Name, or TRACK/samples/NUMBER as the list shows it")
      .Required();
  AddAccountFlag(verb, options->account);
}

}  // namespace ritornello::cli
