// Sets of tracks: in statements, and locked.
#pragma once

#include <set>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/sql/connection.h"
#include "libs/sql/transaction.h"
#include "services/catalog/model/names.h"

namespace ritornello::catalog {

// The keys as parameters of sql::PairList, sql::kInListSizeMax at a time.
std::vector<sql::Row> KeyBatches(const std::set<TrackKey>& tracks);
std::vector<sql::Row> KeyBatches(const std::set<WorkKey>& works);

// Those of `tracks` that exist. Nobody else changes them, or what is numbered
// or decided by who holds them (split sheets, outlets, placements), before the
// end of the transaction.
absl::StatusOr<std::set<TrackKey>> LockTracks(sql::Transaction& transaction,
                                              const std::set<TrackKey>& tracks);

// NotFound with reason TRACK_NOT_FOUND.
absl::Status TrackNotFound(const TrackKey& track);

}  // namespace ritornello::catalog
