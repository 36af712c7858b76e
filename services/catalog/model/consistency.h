// How much tracks have in common, by what is declared of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "services/catalog/model/track.h"

namespace ritornello::catalog {

// Of 0..100, how much these have in common: the mean over all pairs of the
// share of genres (35), moods (35) and instruments (15) that both declare among
// those that either does, and of the nearness of their tempi within an octave
// (15); what neither declares is left out of the pair's weights. Absent for
// fewer than two, and where no pair declares anything.
std::optional<int64_t> ConsistencyOf(const std::vector<const Track*>& tracks);

// A set of tracks below it is warned of.
inline constexpr int64_t kConsistencyMin = 20;

// Whether any term is in both.
bool HaveCommon(const std::vector<std::string>& a,
                const std::vector<std::string>& b);

}  // namespace ritornello::catalog
