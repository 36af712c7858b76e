#include "cli/format.h"
#include "cli/placement_request.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/placement_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::EndPlacementRequest;
using catalog::v1::Placement;
using catalog::v1::PlacementService;

namespace {

struct Options {
  std::string account;
  std::string placement;
  std::string last_day;
};

absl::Status Run(const Options& options, Session& session) {
  EndPlacementRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(
      *request.mutable_name(),
      FullName(options.placement, "tracks", options.account));
  RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_last_date(),
                              ParseDate("--on", options.last_day));
  request.set_request_id(NewRequestId());
  RITORNELLO_ASSIGN_OR_RETURN(
      const Placement ended,
      Call(session, &PlacementService::Stub::EndPlacement, request));
  ShowPlacement(session, ended);
  return absl::OkStatus();
}

}  // namespace

void AddPlacementEnd(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "placement", "end", "Set the last day on which a library holds a track",
      {"ritornello placement end nocturne-1f00aa3c/placements/1 --account acme "
       "--on 2026-12-31"},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("PLACEMENT", options->placement,
                 "Name, or TRACK/placements/NUMBER as the list shows it")
      .Required();
  AddAccountFlag(verb, options->account);
  verb.AddOption("--on", options->last_day,
                 "The last day; one before the first says that it never was")
      .Required();
}

}  // namespace ritornello::cli
