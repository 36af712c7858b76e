#include "cli/extent_flags.h"
#include "cli/format.h"
#include "cli/outlet_table.h"
#include "cli/usage.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/outlet_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::CreateOutletRequest;
using catalog::v1::Outlet;
using catalog::v1::OutletService;

namespace {

struct Options {
  std::string account;
  std::string track;
  std::string outlet;
  std::string display_name;
  std::string kind;
  std::vector<std::string> agreed;
  ExtentFlags extent;
};

absl::Status Run(const Options& options, Session& session) {
  CreateOutletRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(
      *request.mutable_parent(),
      FullName(options.track, "tracks", options.account));
  request.set_outlet_id(options.outlet);
  Outlet& outlet = *request.mutable_outlet();
  outlet.set_display_name(options.display_name);
  Outlet::Kind kind = Outlet::KIND_UNSPECIFIED;
  if (!Outlet::Kind_Parse(Shouted(options.kind), &kind)) {
    return WrongUsage("--kind", "must be streaming, licensing or content-id");
  }
  outlet.set_kind(kind);
  RITORNELLO_ASSIGN_OR_RETURN(*outlet.mutable_extent(),
                              ExtentOf(options.extent));
  for (const std::string& library : options.agreed) {
    outlet.add_agreed_libraries(LibraryName(library));
  }
  request.set_request_id(NewRequestId());
  RITORNELLO_ASSIGN_OR_RETURN(
      const Outlet made,
      Call(session, &OutletService::Stub::CreateOutlet, request));
  ShowOutlet(session, made);
  return absl::OkStatus();
}

}  // namespace

void AddOutletCreate(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "outlet", "create", "Say that a track is available somewhere else",
      {"ritornello outlet create nocturne-1f00aa3c spotify --account acme "
       "--kind streaming",
       "ritornello outlet create nocturne-1f00aa3c youtube --account acme "
       "--kind content-id --from 2025-01-01 --agreed artlist"},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("TRACK", options->track, "Name, or its last part").Required();
  verb.AddOption("OUTLET", options->outlet,
                 "Its id at the track, as in spotify")
      .Required();
  AddAccountFlag(verb, options->account);
  verb.AddOption("--kind", options->kind, "streaming, licensing or content-id")
      .Required();
  verb.AddOption("--display-name", options->display_name,
                 "For people, as in \"Spotify\"");
  verb.AddOption("--agreed", options->agreed,
                 "A library that supplies or permits it, or is on its "
                 "whitelist; repeatable");
  AddExtentFlags(verb, options->extent);
}

}  // namespace ritornello::cli
