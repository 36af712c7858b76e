#include "absl/strings/str_cat.h"
#include "cli/format.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/outlet_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::DeleteOutletRequest;
using catalog::v1::OutletService;

namespace {

struct Options {
  std::string account;
  std::string track;
  std::string outlet;
};

absl::Status Run(const Options& options, Session& session) {
  DeleteOutletRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::string track,
      FullName(options.track, "tracks", options.account));
  request.set_name(absl::StrCat(track, "/outlets/", options.outlet));
  request.set_request_id(NewRequestId());
  return Call(session, &OutletService::Stub::DeleteOutlet, request).status();
}

}  // namespace

void AddOutletDelete(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "outlet", "delete", "Forget an outlet that never was",
      {"ritornello outlet delete nocturne-1f00aa3c spotify --account acme"},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("TRACK", options->track, "Name, or its last part").Required();
  verb.AddOption("OUTLET", options->outlet, "Its id at the track").Required();
  AddAccountFlag(verb, options->account);
}

}  // namespace ritornello::cli
