#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "cli/format.h"
#include "cli/near_tracks.h"
#include "cli/track_table.h"
#include "cli/usage.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/track_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::GetTrackRequest;
using catalog::v1::Track;
using catalog::v1::TrackService;
using catalog::v1::UpdateTrackRequest;
using catalog::v1::WorkPart;

namespace {

struct Options {
  std::string account;
  std::string track;
  std::vector<std::string> moods, instruments, uses, genres, keywords;
  std::string title, isrc, key;
  double bpm = 0;
  std::vector<std::string> works;
  bool replace = false;
};

using Terms = google::protobuf::RepeatedPtrField<std::string>;

// Adds `terms` behind what is there, or puts them in its place, and notes
// the field when it changes.
void Merge(const std::vector<std::string>& terms, bool replace, Terms& field,
           const char* name, UpdateTrackRequest& request) {
  if (terms.empty()) return;
  if (replace) field.Clear();
  field.Add(terms.begin(), terms.end());
  request.mutable_update_mask()->add_paths(name);
}

void Set(const std::string& value, std::string& field, const char* name,
         UpdateTrackRequest& request) {
  if (value.empty()) return;
  field = value;
  request.mutable_update_mask()->add_paths(name);
}

// "nocturne" or "nocturne=2".
absl::StatusOr<WorkPart> ParseWork(const std::string& text,
                                   const std::string& account) {
  const std::vector<std::string> sides = absl::StrSplit(text, '=');
  WorkPart part;
  uint32_t weight = 1;
  if (sides.size() > 2 || sides[0].empty() ||
      (sides.size() == 2 &&
       (!absl::SimpleAtoi(sides[1], &weight) || weight == 0))) {
    return WrongUsage("--work", absl::StrCat("must be like nocturne, or "
                                             "nocturne=2, got \"",
                                             text, "\""));
  }
  RITORNELLO_ASSIGN_OR_RETURN(*part.mutable_work(),
                              FullName(sides[0], "works", account));
  part.set_weight(weight);
  return part;
}

// Those of `typed`, of the account of `track`; none for one empty word.
absl::StatusOr<std::vector<WorkPart>> ParseWorks(
    const std::vector<std::string>& typed, const std::string& track) {
  std::vector<WorkPart> works;
  if (typed == std::vector<std::string>{""}) return works;
  // "acme" of "accounts/acme/tracks/air".
  const std::string account(absl::StripPrefix(
      absl::string_view(track).substr(0, track.find("/tracks/")), "accounts/"));
  for (const std::string& work : typed) {
    RITORNELLO_ASSIGN_OR_RETURN(works.emplace_back(), ParseWork(work, account));
  }
  return works;
}

absl::Status Run(const Options& options, Session& session) {
  GetTrackRequest get;
  RITORNELLO_ASSIGN_OR_RETURN(
      *get.mutable_name(), FullName(options.track, "tracks", options.account));
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<WorkPart> works,
                              ParseWorks(options.works, get.name()));
  UpdateTrackRequest request;
  absl::StatusOr<Track> found =
      Call(session, &TrackService::Stub::GetTrack, get);
  if (!found.ok()) return WithNearTracks(found.status(), get.name(), session);
  *request.mutable_track() = *std::move(found);
  Track& track = *request.mutable_track();
  const bool replace = options.replace;
  Merge(options.moods, replace, *track.mutable_moods(), "moods", request);
  Merge(options.instruments, replace, *track.mutable_instruments(),
        "instruments", request);
  Merge(options.uses, replace, *track.mutable_uses(), "uses", request);
  Merge(options.genres, replace, *track.mutable_genres(), "genres", request);
  Merge(options.keywords, replace, *track.mutable_keywords(), "keywords",
        request);
  Set(options.title, *track.mutable_title(), "title", request);
  Set(options.isrc, *track.mutable_isrc(), "isrc", request);
  Set(options.key, *track.mutable_declared_key(), "declared_key", request);
  if (!options.works.empty()) {
    track.mutable_works()->Assign(works.begin(), works.end());
    request.mutable_update_mask()->add_paths("works");
  }
  if (options.bpm != 0) {
    track.set_declared_tempo_bpm(options.bpm);
    request.mutable_update_mask()->add_paths("declared_tempo_bpm");
  }
  if (request.update_mask().paths().empty()) {
    return WrongUsage("nothing to change",
                      "give --mood, --use, --bpm or another flag of "
                      "`ritornello track describe --help`");
  }
  request.set_request_id(NewRequestId());
  RITORNELLO_ASSIGN_OR_RETURN(
      const Track updated,
      Call(session, &TrackService::Stub::UpdateTrack, request));
  Show(session, updated, TrackFacts(updated));
  return absl::OkStatus();
}

}  // namespace

void AddTrackDescribe(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "track", "describe", "Say what a track is like, so that it is found",
      {"ritornello track describe nocturne-1f00aa3c --account acme --mood "
       "nostalgic --use \"travel vlog\" --instrument piano --bpm 84 --key "
       "Eb:major",
       "ritornello track describe live-22d1f80b --account acme --work "
       "nocturne=2 --work intro"},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("TRACK", options->track, "Name, or its last part").Required();
  AddAccountFlag(verb, options->account);
  verb.AddOption("--mood", options->moods, "Add a mood; repeatable");
  verb.AddOption("--instrument", options->instruments,
                 "Add an instrument; repeatable");
  verb.AddOption("--use", options->uses, "Add a use; repeatable");
  verb.AddOption("--genre", options->genres, "Add a genre; repeatable");
  verb.AddOption("--keyword", options->keywords, "Add a free word");
  verb.AddOption("--title", options->title, "Change the title");
  verb.AddOption("--isrc", options->isrc, "Set the ISRC");
  verb.AddOption("--bpm", options->bpm, "Declare the tempo").Between(20, 400);
  verb.AddOption("--key", options->key, "Declare the key, as in F:major");
  verb.AddOption("--work", options->works,
                 "WORK or WORK=WEIGHT, what it records, in place of what is "
                 "there; repeatable; '' for none");
  verb.AddFlag("--replace", options->replace,
               "Put the given terms in place of those that are there");
}

}  // namespace ritornello::cli
