#include "cli/format.h"
#include "cli/placement_request.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/placement_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::CreatePlacementRequest;
using catalog::v1::Placement;
using catalog::v1::PlacementService;

namespace {

absl::Status Run(const PlacementFlags& flags, Session& session) {
  CreatePlacementRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_parent(),
                              FullName(flags.track, "tracks", flags.account));
  RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_placement(), PlacementOf(flags));
  request.set_request_id(NewRequestId());
  RITORNELLO_ASSIGN_OR_RETURN(
      const Placement made,
      Call(session, &PlacementService::Stub::CreatePlacement, request));
  ShowPlacement(session, made);
  return absl::OkStatus();
}

}  // namespace

void AddPlacementCreate(Program& program) {
  auto flags = std::make_shared<PlacementFlags>();
  const Verb verb = program.AddVerb(
      "placement", "create", "Record that a library holds a track",
      {"ritornello placement create nocturne-1f00aa3c --account acme --library "
       "artlist",
       "ritornello placement create nocturne-1f00aa3c --account acme --library "
       "artlist --exclusive licensing --except JP --from 2026-01-01 --until "
       "2028-12-31"},
      [flags](Session& session) { return Run(*flags, session); });
  AddPlacementFlags(verb, *flags);
}

}  // namespace ritornello::cli
