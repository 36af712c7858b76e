#include "cli/format.h"
#include "cli/sample_table.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/sample_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::ListSamplesRequest;
using catalog::v1::ListSamplesResponse;
using catalog::v1::Sample;
using catalog::v1::SampleService;

namespace {

struct Options {
  std::string account;
  std::string track;
};

absl::Status Run(const Options& options, Session& session) {
  ListSamplesRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(
      *request.mutable_parent(),
      FullName(options.track, "tracks", options.account));
  RITORNELLO_ASSIGN_OR_RETURN(
      const ListSamplesResponse response,
      Call(session, &SampleService::Stub::ListSamples, request));
  Table table(SampleColumns());
  for (const Sample& sample : response.samples()) {
    if (session.style == Style::kJson) session.out << ToJson(sample) << '\n';
    table.AddRow(SampleRow(sample));
  }
  if (session.style != Style::kJson) table.Print(session.style, session.out);
  return absl::OkStatus();
}

}  // namespace

void AddSampleList(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "sample", "list", "Other people's music in a track, and what clears it",
      {"ritornello sample list nocturne-1f00aa3c --account acme"},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("TRACK", options->track, "Name, or its last part").Required();
  AddAccountFlag(verb, options->account);
}

}  // namespace ritornello::cli
