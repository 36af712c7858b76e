// What the catalogue answers about a track and its owners on a day.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "services/royalties/model/names.h"

namespace ritornello::royalties {

enum class Right { kMaster, kSyncComposition, kPerformance, kMechanical };

// "MASTER", "SYNC_COMPOSITION", "PERFORMANCE", "MECHANICAL": as in rows.
absl::string_view RightName(Right right);
absl::StatusOr<Right> ParseRight(absl::string_view name);

// The part of one party in one right; the whole is the sum of all weights.
struct OwnerShare {
  PartyKey party;
  std::string role;  // "WRITER", as the catalogue says
  uint32_t weight = 0;
  friend bool operator==(const OwnerShare&, const OwnerShare&) = default;
};

// Holds from this day when the catalogue gives none.
inline constexpr absl::CivilDay kAlways(1, 1, 1);

struct SplitSheet {
  std::string name;  // "accounts/acme/tracks/nocturne/splitSheets/master-1"
  Right right = Right::kMaster;
  absl::CivilDay effective_date = kAlways;
  std::vector<OwnerShare> shares;
  friend bool operator==(const SplitSheet&, const SplitSheet&) = default;
};

// Exactly one of track and isrc is given.
struct RightsQuery {
  std::string track;  // a name, or its last part
  std::string isrc;
  absl::CivilDay as_of_date;
  friend bool operator==(const RightsQuery&, const RightsQuery&) = default;
};

struct RightsAnswer {
  enum class State { kFound, kNotFound, kAmbiguous };
  State state = State::kNotFound;
  // Key, title and ISRC, when found.
  TrackKey track;
  std::string title;
  std::string isrc;
  // At most one per right; a right without one has no recorded owner.
  std::vector<SplitSheet> split_sheets;
  friend bool operator==(const RightsAnswer&, const RightsAnswer&) = default;
};

// The sheet of `right`, or nullptr.
const SplitSheet* SheetOf(const RightsAnswer& answer, Right right);

}  // namespace ritornello::royalties
