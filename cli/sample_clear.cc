#include "cli/format.h"
#include "cli/sample_table.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/sample_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::ClearSampleRequest;
using catalog::v1::Sample;
using catalog::v1::SampleService;

namespace {

struct Options {
  std::string account;
  std::string sample;
  std::string agreement;
};

absl::Status Run(const Options& options, Session& session) {
  ClearSampleRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(
      *request.mutable_name(),
      FullName(options.sample, "tracks", options.account));
  RITORNELLO_ASSIGN_OR_RETURN(
      *request.mutable_agreement(),
      FullName(options.agreement, "agreements", options.account));
  request.set_request_id(NewRequestId());
  RITORNELLO_ASSIGN_OR_RETURN(
      const Sample cleared,
      Call(session, &SampleService::Stub::ClearSample, request));
  ShowSample(session, cleared);
  return absl::OkStatus();
}

}  // namespace

void AddSampleClear(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "sample", "clear", "Say which agreement clears a sample",
      {"ritornello sample clear nocturne-1f00aa3c/samples/1 --account acme "
       "--agreement winstons"},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("SAMPLE", options->sample,
                 "Name, or TRACK/samples/NUMBER as the list shows it")
      .Required();
  AddAccountFlag(verb, options->account);
  verb.AddOption("--agreement", options->agreement, "The agreement").Required();
}

}  // namespace ritornello::cli
