// What somebody looks for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "services/catalog/model/names.h"

namespace ritornello::catalog {

// A track must meet every condition. Terms are the vocabulary's own.
struct TrackQuery {
  std::string account_id;  // or kAllAccounts
  std::vector<std::string> moods;
  std::vector<std::string> instruments;
  std::vector<std::string> uses;
  std::vector<std::string> genres;
  std::optional<double> tempo_min_bpm;
  std::optional<double> tempo_max_bpm;
  std::string key;                 // "F:major", or empty
  std::vector<std::string> words;  // see SearchWords; the last may be a prefix
};

// Where a track stands among what was found: those with every word in the
// title first, then the more complete, then by name.
struct SearchRank {
  int64_t has_title_match = 0;
  int64_t completeness = 0;
  TrackKey key;
};

struct FacetCount {
  std::string facet;  // "mood", …
  std::string term;
  int64_t track_count = 0;
  friend auto operator<=>(const FacetCount&, const FacetCount&) = default;
};

}  // namespace ritornello::catalog
