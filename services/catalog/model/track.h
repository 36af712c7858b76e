// The asset: one recording and its versions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/catalog/model/names.h"
#include "services/catalog/model/report.h"
#include "services/catalog/model/vocabulary.h"
#include "services/catalog/model/work.h"

namespace ritornello::catalog {

enum class MixType {
  kFullMix,
  kInstrumental,
  kNoMelody,
  kStinger,
  kLoop,
  kCutdown,
  kStem
};
// "FULL_MIX", …: as on the wire and in rows.
absl::string_view MixTypeName(MixType mix_type);
absl::StatusOr<MixType> ParseMixType(absl::string_view name);

enum class AnalysisState { kPending, kAnalyzed, kFailed };
// "PENDING", "ANALYZED", "FAILED".
absl::string_view AnalysisStateName(AnalysisState state);
absl::StatusOr<AnalysisState> ParseAnalysisState(absl::string_view name);

struct Version {
  int64_t number = 0;  // from 1, in the track; kept when the list changes
  MixType mix_type = MixType::kFullMix;
  std::string uri;
  int64_t size_bytes = 0;
  int64_t mtime_ns = 0;
  std::string declared_sha256;  // empty: not declared
  AnalysisState analysis_state = AnalysisState::kPending;
  std::string analysis_error;
  // Which report is its, when kAnalyzed.
  std::string report_sha256;
  std::string report_analyzer_version;
  std::optional<Report> report;  // when kAnalyzed and asked for
  friend bool operator==(const Version&, const Version&) = default;
};

struct Track {
  TrackKey key;
  std::string client_reference;
  std::string title;
  std::vector<std::string> artists;
  std::string isrc;  // compact, or empty
  std::string album;
  std::vector<std::string> moods;
  std::vector<std::string> instruments;
  std::vector<std::string> uses;
  std::vector<std::string> genres;
  std::vector<std::string> keywords;
  std::optional<double> declared_tempo_bpm;
  std::string declared_key;  // "F:major", or empty
  std::vector<Version> versions;
  std::vector<WorkPart> works;  // of the track's account, by id
  int64_t completeness = 0;     // 0..100
  int64_t revision = 0;
  absl::Time create_time;
  absl::Time update_time;
  friend bool operator==(const Track&, const Track&) = default;
};

inline constexpr size_t kClientReferenceSizeMax = 200;
inline constexpr size_t kTitleSizeMax = 500;
inline constexpr size_t kArtistCountMax = 50;
inline constexpr size_t kTermCountMax = 50;  // of each facet
inline constexpr size_t kTermSizeMax = 100;
inline constexpr size_t kKeywordCountMax = 100;
inline constexpr size_t kKeywordSizeMax = 100;
inline constexpr size_t kVersionCountMax = 64;
// An entry of a PostgreSQL index has at most 2'704 bytes, with its keys.
inline constexpr size_t kUriSizeMax = 2'000;
inline constexpr double kTempoMinBpm = 20.0;
inline constexpr double kTempoMaxBpm = 400.0;
inline constexpr size_t kViolationCountMax = 100;
inline constexpr size_t kNearViolationCountMax = 10;

// Brings a track as somebody sent it into the form that is stored: terms for
// synonyms, each once; compact ISRC; "F:major" for "f major"; trimmed text;
// works in order.
// InvalidArgument naming the fields that cannot be, the first
// kViolationCountMax of them: "moods[2]", "versions[0].uri". An unknown term
// comes with near ones while fewer than kNearViolationCountMax are named. A
// list that is too long is one of them and not looked into.
absl::Status Normalize(Track& track, const Vocabulary& vocabulary);

// The id of a new track: the title as a slug and 12 hexadecimal digits of the
// SHA-256 of account and client reference, so that the same track always gets
// the same id: "nocturne-in-e-flat-1f00aa3c9d2e".
std::string TrackId(absl::string_view account_id,
                    absl::string_view client_reference,
                    absl::string_view title);

// "F:major" for "F major", "Fm" → "F:minor", "c# minor" → "C#:minor".
// InvalidArgument naming the forms that are understood.
absl::StatusOr<std::string> ParseKey(absl::string_view text);

}  // namespace ritornello::catalog
