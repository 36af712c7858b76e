#include "cli/format.h"
#include "cli/near_tracks.h"
#include "cli/track_table.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/track_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::GetTrackRequest;
using catalog::v1::Track;
using catalog::v1::TrackService;

namespace {

struct Options {
  std::string account;
  std::string track;
};

absl::Status Run(const Options& options, Session& session) {
  GetTrackRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(
      *request.mutable_name(),
      FullName(options.track, "tracks", options.account));
  const absl::StatusOr<Track> track =
      Call(session, &TrackService::Stub::GetTrack, request);
  if (!track.ok()) {
    return WithNearTracks(track.status(), request.name(), session);
  }
  Show(session, *track, TrackFacts(*track));
  return absl::OkStatus();
}

}  // namespace

void AddTrackGet(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "track", "get", "Show everything known of a track",
      {"ritornello track get nocturne-1f00aa3c --account acme",
       "ritornello --json track get accounts/acme/tracks/nocturne-1f00aa3c"},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("TRACK", options->track, "Name, or its last part").Required();
  AddAccountFlag(verb, options->account);
}

}  // namespace ritornello::cli
