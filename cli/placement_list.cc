#include "cli/format.h"
#include "cli/placement_request.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/placement_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::ListPlacementsRequest;
using catalog::v1::ListPlacementsResponse;
using catalog::v1::PlacementService;

namespace {

struct Options {
  std::string account;
  std::string track;
  std::string library;
};

absl::Status Run(const Options& options, Session& session) {
  ListPlacementsRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(
      *request.mutable_parent(),
      options.track.empty()
          ? AccountParent(options.account)
          : FullName(options.track, "tracks", options.account));
  if (!options.library.empty()) {
    request.set_library(LibraryName(options.library));
  }
  return List(session, &PlacementService::Stub::ListPlacements, request,
              &ListPlacementsResponse::placements, PlacementColumns(),
              PlacementRow);
}

}  // namespace

void AddPlacementList(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "placement", "list", "Which library holds, or is offered, which track",
      {"ritornello placement list --account acme",
       "ritornello placement list nocturne-1f00aa3c --account acme --library "
       "artlist"},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("TRACK", options->track, "One track; all when not given");
  AddAccountFlag(verb, options->account);
  verb.AddOption("--library", options->library, "One library");
}

}  // namespace ritornello::cli
