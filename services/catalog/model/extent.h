// Where and when something holds: countries and days.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"

namespace ritornello::catalog {

// Countries by their ISO 3166-1 alpha-2 codes.
struct Extent {
  std::vector<std::string> territories;  // empty: the world
  std::vector<std::string> excluded_territories;
  std::optional<absl::CivilDay> first_day;  // absent: always
  std::optional<absl::CivilDay> last_day;   // inclusive; absent: for ever
  friend bool operator==(const Extent&, const Extent&) = default;
};

// Brings codes to capitals, in order and each once. InvalidArgument naming
// every field that is wrong: a code that is no country's ("territories[1]",
// with the one meant for "UK"), an exclusion that leaves nothing, a last day
// before the first.
absl::Status Normalize(Extent& extent);

// Whether both hold in one country on one day. REQUIRES: both normalized.
bool Overlap(const Extent& a, const Extent& b);

// Whether `a` holds wherever and whenever `b` does. REQUIRES: both normalized.
bool Covers(const Extent& a, const Extent& b);

// Makes `last_day` the last one. InvalidArgument naming "last_date" when that
// is before the first day, or after the last one so far: others may rely on it.
absl::Status EndOn(absl::CivilDay last_day, Extent& extent);

// "in DE, FR until 2027-03-31", "from 2026-01-01", "for ever".
std::string InWords(const Extent& extent);

}  // namespace ritornello::catalog
