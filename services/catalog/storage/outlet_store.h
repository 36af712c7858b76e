// Rows of outlets.
#pragma once

#include <set>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/sql/connection.h"
#include "libs/sql/transaction.h"
#include "services/catalog/model/placement.h"

namespace ritornello::catalog {

// AlreadyExists with reason OUTLET_EXISTS. REQUIRES: the track is locked.
absl::Status InsertOutlet(sql::Transaction& transaction, const Outlet& outlet);

// REQUIRES: ids are new to their tracks, which are locked.
absl::Status InsertOutlets(sql::Transaction& transaction,
                           std::span<const Outlet> outlets);

// Writes the extent. REQUIRES: it exists, and the track is locked.
absl::Status UpdateOutlet(sql::Transaction& transaction, const Outlet& outlet);

// REQUIRES: the track is locked.
absl::Status DeleteOutlet(sql::Transaction& transaction, const OutletKey& key);

// NotFound with reason OUTLET_NOT_FOUND.
absl::StatusOr<Outlet> GetOutlet(sql::Connection& connection,
                                 const OutletKey& key);

// Those of `tracks`, by track, then by id.
// Cost: one statement for each sql::kInListSizeMax tracks.
absl::StatusOr<std::vector<Outlet>> OutletsOf(sql::Connection& connection,
                                              const std::set<TrackKey>& tracks);

}  // namespace ritornello::catalog
