// Rows of placements.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/sql/connection.h"
#include "libs/sql/transaction.h"
#include "services/catalog/model/placement.h"

namespace ritornello::catalog {

// REQUIRES: track and library exist, the track is locked, and the number is new
// to it.
absl::Status InsertPlacement(sql::Transaction& transaction,
                             const Placement& placement);

// Writes extent and state. REQUIRES: it exists, and the track is locked.
absl::Status UpdatePlacement(sql::Transaction& transaction,
                             const Placement& placement);

// NotFound with reason PLACEMENT_NOT_FOUND.
absl::StatusOr<Placement> GetPlacement(sql::Connection& connection,
                                       const PlacementKey& key);

// Those of `tracks`, by track, then by number.
// Cost: one statement for each sql::kInListSizeMax tracks.
absl::StatusOr<std::vector<Placement>> PlacementsOf(
    sql::Connection& connection, const std::set<TrackKey>& tracks);

// Which placements of one account, and where to go on.
struct PlacementQuery {
  std::string account_id;
  std::optional<std::string> track_id;    // absent: of all tracks
  std::optional<std::string> library_id;  // absent: at all libraries
  // Only those behind this one; empty and 0 for the first.
  std::string after_track_id;
  int64_t after_number = 0;
  size_t count_max = 0;
};

// By track, then by number. Cost: one statement.
absl::StatusOr<std::vector<Placement>> ListPlacements(
    sql::Connection& connection, const PlacementQuery& query);

}  // namespace ritornello::catalog
