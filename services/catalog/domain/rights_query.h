// Telling who owns what to who must pay.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "libs/sql/connection.h"
#include "services/catalog/model/names.h"
#include "services/catalog/model/track_rights.h"

namespace ritornello::catalog {

inline constexpr size_t kRightsQueryCountMax = 1'000;

struct RightsQuery {
  // One of them: a track's name or its id, or an ISRC. What is not well-formed
  // finds nothing.
  std::string track;
  std::string isrc;
  absl::CivilDay as_of_date;
};

struct RightsAnswer {
  enum class State { kFound, kNotFound, kAmbiguous };
  State state = State::kNotFound;
  // When kFound.
  TrackKey track;
  std::string title;
  std::string isrc;
  // At most one of each right, in order, each with its sheet.
  std::vector<HoldingSheet> split_sheets;
};

// One answer for each query, in order, looking through `account_id` or, when
// it is kAllAccounts, through all.
// Cost: at most six statements. REQUIRES: at most kRightsQueryCountMax.
absl::StatusOr<std::vector<RightsAnswer>> BatchGetRights(
    sql::Connection& connection, absl::string_view account_id,
    std::span<const RightsQuery> queries);

}  // namespace ritornello::catalog
