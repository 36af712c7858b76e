// Recordings, locked, with all that exclusivity is about.
#pragma once

#include <cstdint>
#include <map>
#include <set>

#include "absl/status/statusor.h"
#include "libs/sql/connection.h"
#include "libs/sql/transaction.h"
#include "services/catalog/model/names.h"
#include "services/catalog/model/placement.h"

namespace ritornello::catalog {

// The recording of each of `tracks`: until the end of the transaction nobody
// else places any track of them, or says where it is available.
// Errors: NotFound, TRACK_NOT_FOUND; Aborted when a recording changed before it
// was locked, which RunTransaction tries again.
absl::StatusOr<std::map<TrackKey, Recording>> LockRecordings(
    sql::Transaction& transaction, const std::set<TrackKey>& tracks);

// The same for one.
absl::StatusOr<Recording> LockRecording(sql::Transaction& transaction,
                                        const TrackKey& track);

// The same, not locked. NotFound, TRACK_NOT_FOUND.
absl::StatusOr<Recording> ReadRecording(sql::Connection& connection,
                                        const TrackKey& track);

// The number that the next placement of `track` gets.
int64_t NextPlacementNumber(const Recording& recording, const TrackKey& track);

}  // namespace ritornello::catalog
