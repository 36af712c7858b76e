#include "services/catalog/model/completeness.h"

#include <algorithm>
#include <initializer_list>
#include <vector>

#include "absl/strings/str_cat.h"

namespace ritornello::catalog {
namespace {

bool HasAnyOf(const Track& track, std::initializer_list<MixType> mix_types) {
  return std::any_of(track.versions.begin(), track.versions.end(),
                     [&](const Version& version) {
                       return std::find(mix_types.begin(), mix_types.end(),
                                        version.mix_type) != mix_types.end();
                     });
}

struct Part {
  bool is_there = false;
  int64_t points = 0;
  const char* fix = "";
};

std::vector<Part> PartsOf(const Track& track) {
  return {
      {HasAnyOf(track, {MixType::kFullMix}), 15, "add a full mix"},
      {!track.uses.empty(), 15, "name a use"},
      {HasAnyOf(track, {MixType::kInstrumental}), 10, "add an instrumental"},
      {!track.instruments.empty(), 10, "name an instrument"},
      {!track.moods.empty(), 8, "name a mood"},
      {track.moods.size() >= 2, 7, "name a second mood"},
      {HasAnyOf(track, {MixType::kNoMelody}), 5, "add a no-melody mix"},
      {HasAnyOf(track, {MixType::kStinger, MixType::kLoop}), 5,
       "add a stinger or a loop"},
      {!track.title.empty(), 5, "give it a title"},
      {!track.artists.empty(), 5, "name an artist"},
      {!track.genres.empty(), 5, "name a genre"},
      {track.declared_tempo_bpm.has_value(), 5, "say its tempo"},
      {!track.declared_key.empty(), 3, "say its key"},
      {!track.isrc.empty(), 2, "give its ISRC"},
  };
}

}  // namespace

int64_t Completeness(const Track& track) {
  int64_t points = 0;
  for (const Part& part : PartsOf(track)) {
    points += part.is_there ? part.points : 0;
  }
  return points;
}

std::string NextFix(const Track& track) {
  const std::vector<Part> parts = PartsOf(track);
  const auto worth = [](const Part& part) {
    return part.is_there ? 0 : part.points;
  };
  const auto best = std::max_element(
      parts.begin(), parts.end(),
      [&](const Part& a, const Part& b) { return worth(a) < worth(b); });
  if (best->is_there) return "";
  return absl::StrCat(best->fix, " (+", best->points, ")");
}

}  // namespace ritornello::catalog
