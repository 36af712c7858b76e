#include <algorithm>

#include "absl/strings/str_cat.h"
#include "cli/format.h"
#include "cli/near_tracks.h"
#include "cli/output.h"
#include "cli/split_sheets.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/track_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::GetTrackRequest;
using catalog::v1::SplitSheet;
using catalog::v1::Track;
using catalog::v1::TrackService;
using catalog::v1::WorkPart;

namespace {

struct Options {
  std::string account;
  std::string track;
  ShareFlags flags;
};

// Where the shares are that this verb does not make.
void TellOfWorks(const Track& track, Session& session) {
  for (const WorkPart& part : track.works()) {
    session.err << "the composition is shared as that of its work: "
                   "`ritornello work share "
                << Printable(part.work()) << "`\n";
  }
}

absl::Status Record(const std::string& name, std::vector<SplitSheet> sheets,
                    bool is_default, Session& session) {
  if (!is_default) {
    // The composition of a track with works is refused, and then the master is
    // not to be recorded yet.
    std::stable_partition(sheets.begin(), sheets.end(),
                          [](const SplitSheet& sheet) {
                            return sheet.right() != catalog::v1::MASTER;
                          });
    return RecordSheets(name, sheets, session);
  }
  GetTrackRequest get;
  get.set_name(name);
  RITORNELLO_ASSIGN_OR_RETURN(
      const Track track, Call(session, &TrackService::Stub::GetTrack, get));
  const bool has_works = track.works_size() > 0;
  RITORNELLO_RETURN_IF_ERROR(RecordSheets(
      name, has_works ? std::vector<SplitSheet>{sheets[0]} : sheets, session));
  TellOfWorks(track, session);
  return absl::OkStatus();
}

absl::Status Run(const Options& options, Session& session) {
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::string track,
      FullName(options.track, "tracks", options.account));
  if (options.flags.parties.empty()) {
    return WithNearTracks(ListSheets(track, session), track, session);
  }
  // All of them before the first is recorded; the master comes first.
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<SplitSheet> sheets,
      SheetsFrom(options.flags, {"master", "sync-composition"}, track));
  return WithNearTracks(
      Record(track, sheets, options.flags.rights.empty(), session), track,
      session);
}

}  // namespace

void AddTrackShare(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "track", "share", "Say, or show, who owns which share of a track",
      {"ritornello track share nocturne-1f00aa3c --account acme",
       "ritornello track share nocturne-1f00aa3c --account acme --party "
       "ana=100%",
       "ritornello track share nocturne-1f00aa3c --account acme --right "
       "master --party ana=60% --party labelx:label=40% --from 2026-11-01"},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("TRACK", options->track, "Name, or its last part").Required();
  AddAccountFlag(verb, options->account);
  AddShareFlags(verb, "master|sync-composition|performance|mechanical",
                "master and sync-composition when not given, or the master "
                "alone of a track with works",
                options->flags);
}

}  // namespace ritornello::cli
