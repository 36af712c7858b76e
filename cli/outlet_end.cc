#include "absl/strings/str_cat.h"
#include "cli/format.h"
#include "cli/outlet_table.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/outlet_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::EndOutletRequest;
using catalog::v1::Outlet;
using catalog::v1::OutletService;

namespace {

struct Options {
  std::string account;
  std::string track;
  std::string outlet;
  std::string last_day;
};

absl::Status Run(const Options& options, Session& session) {
  EndOutletRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::string track,
      FullName(options.track, "tracks", options.account));
  request.set_name(absl::StrCat(track, "/outlets/", options.outlet));
  RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_last_date(),
                              ParseDate("--on", options.last_day));
  request.set_request_id(NewRequestId());
  RITORNELLO_ASSIGN_OR_RETURN(
      const Outlet ended,
      Call(session, &OutletService::Stub::EndOutlet, request));
  ShowOutlet(session, ended);
  return absl::OkStatus();
}

}  // namespace

void AddOutletEnd(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "outlet", "end", "Set the last day on which a track is available there",
      {"ritornello outlet end nocturne-1f00aa3c spotify --account acme --on "
       "2026-12-31"},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("TRACK", options->track, "Name, or its last part").Required();
  verb.AddOption("OUTLET", options->outlet, "Its id at the track").Required();
  AddAccountFlag(verb, options->account);
  verb.AddOption("--on", options->last_day, "The last day, 2026-12-31")
      .Required();
}

}  // namespace ritornello::cli
