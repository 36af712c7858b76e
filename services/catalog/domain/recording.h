// One recording, locked, with all that exclusivity is about.
#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/sql/transaction.h"
#include "services/catalog/model/names.h"
#include "services/catalog/model/placement.h"

namespace ritornello::catalog {

struct Recording {
  std::set<TrackKey> tracks;
  // Of all of them, by track.
  std::vector<Placement> placements;
  std::vector<Outlet> outlets;
};

// The recording of `track`: until the end of the transaction nobody else places
// any of its tracks, or says where they are available.
// Errors: NotFound, TRACK_NOT_FOUND; Aborted when its tracks changed before
// they were locked, which RunTransaction tries again.
absl::StatusOr<Recording> LockRecording(sql::Transaction& transaction,
                                        const TrackKey& track);

// The same, not locked. NotFound, TRACK_NOT_FOUND.
absl::StatusOr<Recording> ReadRecording(sql::Connection& connection,
                                        const TrackKey& track);

// The number that the next placement of `track` gets.
int64_t NextPlacementNumber(const Recording& recording, const TrackKey& track);

}  // namespace ritornello::catalog
