// The written evidence that an account may place what others own.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/catalog/model/extent.h"
#include "services/catalog/model/names.h"

namespace ritornello::catalog {

struct Agreement {
  AgreementKey key;
  std::string party_id;                // who signed
  std::vector<std::string> track_ids;  // in order; empty: all of the account
  Extent extent;
  std::string document;         // where it is kept, for people
  std::string document_sha256;  // lower case, or empty
  absl::Time create_time;
  friend bool operator==(const Agreement&, const Agreement&) = default;
};

inline constexpr size_t kAgreementTrackCountMax = 1'000;
inline constexpr size_t kDocumentSizeMax = 2'000;

// Trims text and brings extent, hash and tracks into form. InvalidArgument
// names every field that cannot be: "document", "document_sha256", "tracks",
// "extent.…".
absl::Status Normalize(Agreement& agreement);

// Other people's music in a track.
struct Sample {
  SampleKey key;
  std::string source;
  std::string agreement_id;  // empty: not cleared
  absl::Time create_time;
  friend bool operator==(const Sample&, const Sample&) = default;
};

inline constexpr size_t kSampleCountMax = 100;  // of one track
inline constexpr size_t kSourceSizeMax = 500;

// Trims text. InvalidArgument names "source" when it is empty or too long.
absl::Status Normalize(Sample& sample);

// Whether `agreement` is about the track and holds wherever and whenever
// `extent` does.
bool Covers(const Agreement& agreement, const TrackKey& track,
            const Extent& extent);

}  // namespace ritornello::catalog
