// Recordings, locked, with all that exclusivity is about.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/sql/connection.h"
#include "libs/sql/transaction.h"
#include "services/catalog/model/names.h"
#include "services/catalog/model/placement.h"
#include "services/catalog/storage/recordings.h"

namespace ritornello::catalog {

// The recordings of `track_ids`, each once and whole: until the end of the
// transaction nobody else places any track of them, or says where it is
// available. Tracks in `planned` are joined with others as RecordingsOf() says;
// the transaction has locked them before, or makes them.
// Errors: Aborted when a recording changed before it was locked, which
// RunTransaction tries again. Cost: twice RecordingsOf(), and three statements.
absl::StatusOr<std::vector<Recording>> LockRecordings(
    sql::Transaction& transaction, const std::string& account_id,
    const std::set<std::string>& track_ids,
    const std::map<std::string, RecordingLinks>& planned);

// The recording of each of `tracks`, which are of one account. NotFound,
// TRACK_NOT_FOUND; otherwise as above.
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
