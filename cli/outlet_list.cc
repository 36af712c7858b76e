#include "cli/format.h"
#include "cli/outlet_table.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/outlet_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::ListOutletsRequest;
using catalog::v1::ListOutletsResponse;
using catalog::v1::Outlet;
using catalog::v1::OutletService;

namespace {

struct Options {
  std::string account;
  std::string track;
};

absl::Status Run(const Options& options, Session& session) {
  ListOutletsRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(
      *request.mutable_parent(),
      FullName(options.track, "tracks", options.account));
  RITORNELLO_ASSIGN_OR_RETURN(
      const ListOutletsResponse response,
      Call(session, &OutletService::Stub::ListOutlets, request));
  Table table(OutletColumns());
  for (const Outlet& outlet : response.outlets()) {
    if (session.style == Style::kJson) session.out << ToJson(outlet) << '\n';
    table.AddRow(OutletRow(outlet));
  }
  if (session.style != Style::kJson) table.Print(session.style, session.out);
  return absl::OkStatus();
}

}  // namespace

void AddOutletList(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "outlet", "list", "Where else a track is available",
      {"ritornello outlet list nocturne-1f00aa3c --account acme"},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("TRACK", options->track, "Name, or its last part").Required();
  AddAccountFlag(verb, options->account);
}

}  // namespace ritornello::cli
