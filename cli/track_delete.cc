#include "cli/format.h"
#include "cli/near_tracks.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/track_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::DeleteTrackRequest;
using catalog::v1::TrackService;

namespace {

struct Options {
  std::string account;
  std::string track;
};

absl::Status Run(const Options& options, Session& session) {
  DeleteTrackRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(
      *request.mutable_name(),
      FullName(options.track, "tracks", options.account));
  request.set_request_id(NewRequestId());
  const absl::Status done =
      Call(session, &TrackService::Stub::DeleteTrack, request).status();
  return WithNearTracks(done, request.name(), session);
}

}  // namespace

void AddTrackDelete(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "track", "delete",
      "Forget a track that was taken in by mistake; its files stay",
      {"ritornello track delete nocturne-1f00aa3c --account acme"},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("TRACK", options->track, "Name, or its last part").Required();
  AddAccountFlag(verb, options->account);
}

}  // namespace ritornello::cli
