#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/format.h"
#include "cli/track_table.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/track_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::ListTracksRequest;
using catalog::v1::ListTracksResponse;
using catalog::v1::TrackService;

void AddTrackList(Program& program) {
  struct Options {
    std::string account;
    std::string work;
  };
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "track", "list", "List an account's tracks",
      {"ritornello track list --account acme",
       "ritornello track list --account acme --work nocturne",
       "ritornello --json track list --account acme"},
      [options](Session& session) -> absl::Status {
        ListTracksRequest request;
        RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_parent(),
                                    AccountParent(options->account));
        if (!options->work.empty()) {
          RITORNELLO_ASSIGN_OR_RETURN(
              *request.mutable_work(),
              FullName(options->work, "works", options->account));
        }
        request.set_page_size(kPageSize);
        return List(session, &TrackService::Stub::ListTracks, request,
                    &ListTracksResponse::tracks, TrackColumns(), TrackRow);
      });
  AddAccountFlag(verb, options->account);
  verb.AddOption("--work", options->work, "Only those that record this work");
}

}  // namespace ritornello::cli
