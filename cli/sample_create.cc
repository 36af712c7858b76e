#include "cli/format.h"
#include "cli/sample_table.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/sample_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::CreateSampleRequest;
using catalog::v1::Sample;
using catalog::v1::SampleService;

namespace {

struct Options {
  std::string account;
  std::string track;
  std::string source;
  std::string agreement;
};

absl::Status Run(const Options& options, Session& session) {
  CreateSampleRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(
      *request.mutable_parent(),
      FullName(options.track, "tracks", options.account));
  request.mutable_sample()->set_source(options.source);
  if (!options.agreement.empty()) {
    RITORNELLO_ASSIGN_OR_RETURN(
        *request.mutable_sample()->mutable_agreement(),
        FullName(options.agreement, "agreements", options.account));
  }
  request.set_request_id(NewRequestId());
  RITORNELLO_ASSIGN_OR_RETURN(
      const Sample made,
      Call(session, &SampleService::Stub::CreateSample, request));
  ShowSample(session, made);
  return absl::OkStatus();
}

}  // namespace

void AddSampleCreate(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "sample", "create", "Declare other people's music in a track",
      {"ritornello sample create nocturne-1f00aa3c --account acme --source "
       "\"drum break of Amen, Brother by The Winstons\"",
       "ritornello sample create nocturne-1f00aa3c --account acme --source "
       "\"Amen, Brother\" --agreement winstons"},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("TRACK", options->track, "Name, or its last part").Required();
  AddAccountFlag(verb, options->account);
  verb.AddOption("--source", options->source, "What was taken, and from where")
      .Required();
  verb.AddOption("--agreement", options->agreement,
                 "The agreement that clears it");
}

}  // namespace ritornello::cli
