// Saying what a track is ready for: the facts are gathered, the audio judged
// by analysis, the rest by model/readiness.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/sql/connection.h"
#include "services/catalog/model/library.h"
#include "services/catalog/model/readiness.h"
#include "services/catalog/model/track.h"
#include "services/catalog/model/track_rights.h"
#include "services/catalog/peers/analyzer.h"

namespace ritornello::catalog {

// Everything that the readiness of a track depends on, but the day.
struct AssessmentFacts {
  Track track;  // with reports
  TrackRights rights;
  std::vector<Library> libraries;
};

// NotFound when there is no such track.
absl::StatusOr<AssessmentFacts> LoadFacts(sql::Connection& connection,
                                          const TrackKey& key);

// One for each library, in order. Each version is judged under all libraries
// in one call; all calls together take at most `judge_timeout`. A library whose
// delivery spec analysis refuses, which costs a few calls more, gets
// DELIVERY_SPEC_REFUSED and hurts no other. Errors: those of Analyzer.
absl::StatusOr<std::vector<Readiness>> AssessTrack(
    const AssessmentFacts& facts, Analyzer& analyzer, absl::Time now,
    absl::Duration judge_timeout);

}  // namespace ritornello::catalog
