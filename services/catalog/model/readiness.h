// Whether a track is ready for a library, and what must be done next.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/catalog/model/finding.h"
#include "services/catalog/model/library.h"
#include "services/catalog/model/names.h"
#include "services/catalog/model/track.h"
#include "services/catalog/model/track_rights.h"

namespace ritornello::catalog {

enum class Dimension {
  kTechnical,  // the audio of each version, under the delivery spec
  kVersions,   // those that the library requires, and that they are one work
  kMetadata,   // what searches and the library need to know
  kRights,     // master and composition owned by known parties
};

enum class ReadinessState {
  kReady,        // every rule passed; warnings do not matter
  kUnconfirmed,  // nothing failed, but something could not be measured
  kNotReady,
  kPending,  // audio is still being measured, or a change to be looked at
};

// The gravest first.
enum class Severity { kFailure, kNotMeasured, kWarning };

// "TECHNICAL", "NOT_READY", "NOT_MEASURED", …: as on the wire and in rows.
absl::string_view DimensionName(Dimension dimension);
absl::string_view ReadinessStateName(ReadinessState state);
absl::string_view SeverityName(Severity severity);

// InvalidArgument for any other name.
absl::StatusOr<Dimension> ParseDimension(absl::string_view name);
absl::StatusOr<ReadinessState> ParseReadinessState(absl::string_view name);
absl::StatusOr<Severity> ParseSeverity(absl::string_view name);

struct Problem {
  Severity severity = Severity::kFailure;
  std::string rule;            // UPPER_SNAKE, stable: "VERSION_MISSING"
  int64_t version_number = 0;  // 0: it is about the track
  std::string problem;         // with the figures
  std::string next_step;       // the next thing to do
  friend bool operator==(const Problem&, const Problem&) = default;
};

struct Check {
  Dimension dimension = Dimension::kTechnical;
  ReadinessState state = ReadinessState::kReady;
  // The gravest first; among equals what must be done first (remedy_order.h).
  std::vector<Problem> problems;
  friend bool operator==(const Check&, const Check&) = default;
};

struct Readiness {
  ReadinessKey key;
  std::string track_title;
  ReadinessState state = ReadinessState::kPending;
  std::vector<Check> checks;  // one per dimension, in their order
  // Absent while pending for the first time.
  std::optional<absl::Time> assess_time;
  friend bool operator==(const Readiness&, const Readiness&) = default;
};

// All that an assessment looks at. Refers to what it is made of.
struct AssessmentInput {
  const Track& track;
  const TrackRights& rights;
  absl::CivilDay today;  // whose split sheets hold
  const Library& library;
  // What the library's spec says of each of track.versions, in their order;
  // nothing of one that is not kAnalyzed.
  std::span<const std::vector<Finding>> findings;
};

// Applies the library's rules. A check is not ready if anything failed, else
// pending if a version still is, else unconfirmed if a rule could not be
// measured, else ready; the track is as ready as the worst of its checks, in
// the same order. Pure; assess_time is the caller's to set.
//
// Rules besides those of findings:
//   TECHNICAL  ANALYSIS_FAILED, DELIVERY_SPEC_REFUSED (not measured)
//   VERSIONS   VERSION_MISSING, once for each requirement that is not met;
//              where nothing is required, for a track without any version;
//              SAME_AUDIO, NOT_SHORTER, LENGTH_DIFFERS, FORMAT_DIFFERS
//              (version_comparison.h)
//   METADATA   MOODS_MISSING, INSTRUMENTS_MISSING, USES_MISSING,
//              GENRES_MISSING, TEMPO_MISSING, KEY_MISSING, ISRC_MISSING
//   RIGHTS     MASTER_SHARES_MISSING, SYNC_COMPOSITION_SHARES_MISSING, once
//              for each work that has none; SYNC_COMPOSITION_SHARES_INEXACT
//
// REQUIRES: as many findings as versions.
Readiness Assess(const AssessmentInput& input);

// What is said of a track before its first assessment: pending, no checks.
Readiness NotYetAssessed(const ReadinessKey& key,
                         absl::string_view track_title);

}  // namespace ritornello::catalog
