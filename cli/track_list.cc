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
  auto account = std::make_shared<std::string>();
  CLI::App& verb = program.AddVerb(
      "track", "list", "List an account's tracks",
      {"ritornello track list --account acme",
       "ritornello --json track list --account acme"},
      [account](Session& session) -> absl::Status {
        ListTracksRequest request;
        RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_parent(),
                                    AccountParent(*account));
        request.set_page_size(kPageSize);
        return List(session, &TrackService::Stub::ListTracks, request,
                    &ListTracksResponse::tracks, TrackColumns(), TrackRow);
      });
  AddAccountFlag(verb, *account);
}

}  // namespace ritornello::cli
