#include "cli/format.h"
#include "cli/placement_request.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/placement_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::CheckAvailabilityRequest;
using catalog::v1::CheckAvailabilityResponse;
using catalog::v1::Conflict;
using catalog::v1::PlacementService;

namespace {

absl::Status Run(const PlacementFlags& flags, Session& session) {
  CheckAvailabilityRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_track(),
                              FullName(flags.track, "tracks", flags.account));
  RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_placement(), PlacementOf(flags));
  RITORNELLO_ASSIGN_OR_RETURN(
      const CheckAvailabilityResponse response,
      Call(session, &PlacementService::Stub::CheckAvailability, request));
  Table table({{"IN THE WAY"}, {"WHY"}});
  for (const Conflict& conflict : response.conflicts()) {
    table.AddRow({conflict.name(), conflict.problem()});
  }
  if (session.style == Style::kTable && response.conflicts().empty()) {
    session.out << "available: nothing stands in the way\n";
    return absl::OkStatus();
  }
  Show(session, response, table);
  return absl::OkStatus();
}

}  // namespace

void AddPlacementCheck(Program& program) {
  auto flags = std::make_shared<PlacementFlags>();
  const Verb verb = program.AddVerb(
      "placement", "check", "What would stand in the way of a placement",
      {"ritornello placement check nocturne-1f00aa3c --account acme --library "
       "artlist",
       "ritornello placement check nocturne-1f00aa3c --account acme --library "
       "artlist --exclusive all --in DE,FR --from 2027-01-01"},
      [flags](Session& session) { return Run(*flags, session); });
  AddPlacementFlags(verb, *flags);
}

}  // namespace ritornello::cli
