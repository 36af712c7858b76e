#include "services/catalog/rpc/wire_query.h"

#include <cmath>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/status/check.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/model/search_words.h"
#include "services/catalog/model/track.h"

namespace ritornello::catalog {
namespace {

using Terms = google::protobuf::RepeatedPtrField<std::string>;

absl::StatusOr<std::vector<std::string>> Resolve(absl::string_view field,
                                                 Facet facet,
                                                 const Terms& words,
                                                 const Vocabulary& vocabulary) {
  std::vector<std::string> terms;
  for (int i = 0; i < words.size(); ++i) {
    const auto term = vocabulary.Resolve(facet, words[i]);
    if (!term.ok()) {
      return InvalidField(absl::StrCat(field, "[", i, "]"),
                          term.status().message());
    }
    terms.push_back(*term);
  }
  return terms;
}

absl::Status CheckTempo(absl::string_view field,
                        const std::optional<double>& tempo_bpm) {
  if (!tempo_bpm.has_value() || std::isfinite(*tempo_bpm)) {
    return absl::OkStatus();
  }
  return InvalidField(field, "must be a finite number");
}

}  // namespace

absl::StatusOr<TrackQuery> FromWire(const v1::SearchTracksRequest& request,
                                    const Vocabulary& vocabulary) {
  TrackQuery query;
  RITORNELLO_ASSIGN_OR_RETURN(
      query.account_id, ParseAccountNameOrAll("parent", request.parent()));
  const int term_count = request.moods_size() + request.instruments_size() +
                         request.uses_size() + request.genres_size();
  if (term_count > static_cast<int>(kQueryTermCountMax)) {
    return InvalidField("moods",
                        absl::StrCat("and the other terms must number at most ",
                                     kQueryTermCountMax, ", got ", term_count));
  }
  RITORNELLO_ASSIGN_OR_RETURN(
      query.moods, Resolve("moods", Facet::kMood, request.moods(), vocabulary));
  RITORNELLO_ASSIGN_OR_RETURN(query.instruments,
                              Resolve("instruments", Facet::kInstrument,
                                      request.instruments(), vocabulary));
  RITORNELLO_ASSIGN_OR_RETURN(
      query.uses, Resolve("uses", Facet::kUse, request.uses(), vocabulary));
  RITORNELLO_ASSIGN_OR_RETURN(
      query.genres,
      Resolve("genres", Facet::kGenre, request.genres(), vocabulary));
  if (request.has_tempo_min_bpm()) {
    query.tempo_min_bpm = request.tempo_min_bpm();
  }
  if (request.has_tempo_max_bpm()) {
    query.tempo_max_bpm = request.tempo_max_bpm();
  }
  RITORNELLO_RETURN_IF_ERROR(CheckTempo("tempo_min_bpm", query.tempo_min_bpm));
  RITORNELLO_RETURN_IF_ERROR(CheckTempo("tempo_max_bpm", query.tempo_max_bpm));
  if (query.tempo_min_bpm.has_value() && query.tempo_max_bpm.has_value() &&
      *query.tempo_min_bpm > *query.tempo_max_bpm) {
    return InvalidField(
        "tempo_min_bpm",
        absl::StrCat("must not be above tempo_max_bpm ", *query.tempo_max_bpm,
                     ", got ", *query.tempo_min_bpm));
  }
  if (!request.key().empty()) {
    const auto key = ParseKey(request.key());
    if (!key.ok()) return InvalidField("key", key.status().message());
    query.key = *key;
  }
  query.words = SearchWords(request.text());
  if (query.words.size() > kQueryTermCountMax) {
    return InvalidField("text",
                        absl::StrCat("must have at most ", kQueryTermCountMax,
                                     " words, has ", query.words.size()));
  }
  return query;
}

v1::FacetCount ToWire(const FacetCount& count) {
  v1::FacetCount wire;
  v1::Facet facet = v1::FACET_UNSPECIFIED;
  RITORNELLO_CHECK(v1::Facet_Parse(absl::AsciiStrToUpper(count.facet), &facet));
  wire.set_facet(facet);
  wire.set_term(count.term);
  wire.set_track_count(count.track_count);
  return wire;
}

std::string CursorOf(const SearchRank& rank) {
  return absl::StrCat(rank.has_title_match, " ", rank.completeness, " ",
                      rank.key.account_id, " ", rank.key.track_id);
}

absl::StatusOr<std::optional<SearchRank>> RankFromCursor(
    absl::string_view cursor) {
  if (cursor.empty()) return std::nullopt;
  const std::vector<std::string> parts = absl::StrSplit(cursor, ' ');
  SearchRank rank;
  if (parts.size() != 4 || !absl::SimpleAtoi(parts[0], &rank.has_title_match) ||
      !absl::SimpleAtoi(parts[1], &rank.completeness)) {
    return InvalidField("page_token", "is not one that this method gave out");
  }
  rank.key = {parts[2], parts[3]};
  return rank;
}

}  // namespace ritornello::catalog
