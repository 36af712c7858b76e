// What taking in a track would change.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "services/catalog/model/track.h"

namespace ritornello::catalog {

struct TrackChange {
  Track track;  // as it is to be stored
  bool is_new = false;
  // Numbers of the versions whose audio is new or has changed.
  std::vector<int64_t> changed_versions;
};

// How `wanted`, which is normalized, changes `existing`, or makes a new track
// where that is nullptr; nothing if it would change nothing.
//
// Versions are recognised by their URI: they keep their number and what was
// measured, unless size, time or declared hash say that the audio is another.
// A new one gets a number above all that the track has.
std::optional<TrackChange> PlanChange(const Track* existing, Track wanted,
                                      absl::Time now);

// The versions of `existing` that `change`, which PlanChange made of it, takes
// away.
std::vector<Version> RemovedVersions(const Track& existing,
                                     const TrackChange& change);

// `wanted` with every field that it leaves empty taken from `existing`, and
// every field that is not empty there kept: what a sender that knows only part
// may say. Versions are those of `wanted`.
Track FillFrom(const Track& existing, Track wanted);

// Gives `wanted` the versions of `existing` that it does not name.
void KeepOtherVersions(const Track& existing, Track& wanted);

}  // namespace ritornello::catalog
