#include "services/catalog/model/completeness.h"

#include <algorithm>
#include <initializer_list>

namespace ritornello::catalog {
namespace {

bool HasAnyOf(const Track& track, std::initializer_list<MixType> mix_types) {
  return std::any_of(track.versions.begin(), track.versions.end(),
                     [&](const Version& version) {
                       return std::find(mix_types.begin(), mix_types.end(),
                                        version.mix_type) != mix_types.end();
                     });
}

}  // namespace

int64_t Completeness(const Track& track) {
  const struct {
    bool is_there;
    int64_t points;
  } parts[] = {
      {!track.title.empty(), 5},
      {!track.artists.empty(), 5},
      {HasAnyOf(track, {MixType::kFullMix}), 15},
      {HasAnyOf(track, {MixType::kInstrumental}), 10},
      {HasAnyOf(track, {MixType::kNoMelody}), 5},
      {HasAnyOf(track, {MixType::kStinger, MixType::kLoop}), 5},
      {!track.moods.empty(), 8},
      {track.moods.size() >= 2, 7},
      {!track.uses.empty(), 15},
      {!track.instruments.empty(), 10},
      {!track.genres.empty(), 5},
      {track.declared_tempo_bpm.has_value(), 5},
      {!track.declared_key.empty(), 3},
      {!track.isrc.empty(), 2},
  };
  int64_t points = 0;
  for (const auto& part : parts) points += part.is_there ? part.points : 0;
  return points;
}

}  // namespace ritornello::catalog
