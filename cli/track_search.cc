#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cli/format.h"
#include "cli/track_table.h"
#include "cli/usage.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/search_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::FacetCount;
using catalog::v1::SearchService;
using catalog::v1::SearchTracksRequest;
using catalog::v1::SearchTracksResponse;
using catalog::v1::Track;

namespace {

struct Options {
  std::string account;
  std::vector<std::string> moods, instruments, uses, genres;
  std::string bpm;
  std::string key;
  std::string text;
  int32_t limit = 20;
  bool facets = false;
};

// "120..130", "120..", "..130" or "128".
absl::Status SetTempo(absl::string_view bpm, SearchTracksRequest& request) {
  if (bpm.empty()) return absl::OkStatus();
  std::vector<absl::string_view> ends = absl::StrSplit(bpm, "..");
  if (ends.size() == 1) ends.push_back(ends[0]);
  double low = 0;
  double high = 0;
  const bool has_low = !ends[0].empty();
  const bool has_high = ends.size() == 2 && !ends[1].empty();
  if (ends.size() != 2 || (!has_low && !has_high) ||
      (has_low && !absl::SimpleAtod(ends[0], &low)) ||
      (has_high && !absl::SimpleAtod(ends[1], &high))) {
    return WrongUsage("--bpm", absl::StrCat("must be like 120..130 or 128, "
                                            "got \"",
                                            bpm, "\""));
  }
  if (has_low) request.set_tempo_min_bpm(low);
  if (has_high) request.set_tempo_max_bpm(high);
  return absl::OkStatus();
}

void PrintFacets(const SearchTracksResponse& response, Session& session) {
  Table table({{"FACET"}, {"TERM"}, {"TRACKS", Align::kRight}});
  for (const FacetCount& count : response.facet_counts()) {
    table.AddRow({Humane(catalog::v1::Facet_Name(count.facet())), count.term(),
                  absl::StrCat(count.track_count())});
  }
  session.out << '\n';
  table.Print(session.style, session.out);
}

void Print(const SearchTracksResponse& response, const Options& options,
           Session& session) {
  Table table(TrackColumns());
  for (const Track& track : response.tracks()) table.AddRow(TrackRow(track));
  table.Print(session.style, session.out);
  if (options.facets) PrintFacets(response, session);
  if (session.style == Style::kTable) {
    session.out << response.tracks_size() << " of " << response.total_count()
                << (response.total_count() == 1 ? " track\n" : " tracks\n");
  }
}

// The first `limit` of what matches, in messages of bounded size.
absl::StatusOr<SearchTracksResponse> Search(SearchTracksRequest request,
                                            int32_t limit, Session& session) {
  SearchTracksResponse found;
  do {
    request.set_page_size(std::min(limit - found.tracks_size(), kPageSize));
    RITORNELLO_ASSIGN_OR_RETURN(
        SearchTracksResponse page,
        Call(session, &SearchService::Stub::SearchTracks, request));
    request.set_page_token(page.next_page_token());
    if (found.tracks().empty()) {
      found = std::move(page);
    } else {
      found.mutable_tracks()->MergeFrom(page.tracks());
      found.set_next_page_token(page.next_page_token());
    }
  } while (!request.page_token().empty() && found.tracks_size() < limit);
  return found;
}

absl::Status Run(const Options& options, Session& session) {
  SearchTracksRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_parent(),
                              AccountParent(options.account));
  request.mutable_moods()->Add(options.moods.begin(), options.moods.end());
  request.mutable_instruments()->Add(options.instruments.begin(),
                                     options.instruments.end());
  request.mutable_uses()->Add(options.uses.begin(), options.uses.end());
  request.mutable_genres()->Add(options.genres.begin(), options.genres.end());
  RITORNELLO_RETURN_IF_ERROR(SetTempo(options.bpm, request));
  request.set_key(options.key);
  request.set_text(options.text);
  RITORNELLO_ASSIGN_OR_RETURN(const SearchTracksResponse response,
                              Search(request, options.limit, session));
  if (session.style == Style::kJson) {
    session.out << ToJson(response) << '\n';
  } else {
    Print(response, options, session);
  }
  return absl::OkStatus();
}

}  // namespace

void AddTrackSearch(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "track", "search", "Find tracks by mood, instrument, use, genre and more",
      {"ritornello track search --account acme --mood uplifting --use "
       "\"travel vlog\" --bpm 120..130",
       "ritornello track search --account acme --key F:major --text \"night "
       "dri\""},
      [options](Session& session) { return Run(*options, session); });
  AddAccountFlag(verb, options->account);
  verb.AddOption("--mood", options->moods, "A term or a synonym; repeatable");
  verb.AddOption("--instrument", options->instruments, "Repeatable");
  verb.AddOption("--use", options->uses, "Repeatable");
  verb.AddOption("--genre", options->genres, "Repeatable");
  verb.AddOption("--bpm", options->bpm, "120..130, 120.., ..130 or 128");
  verb.AddOption("--key", options->key, "F:major");
  verb.AddOption("--text", options->text,
                 "Words; the last may be the beginning of one");
  verb.AddOption("--limit", options->limit, "How many to show").ShowDefault();
  verb.AddFlag("--facets", options->facets,
               "Also count the terms of all that match");
}

}  // namespace ritornello::cli
