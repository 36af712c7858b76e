// Recordings, locked, with all that exclusivity is about.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/connection.h"
#include "libs/sql/transaction.h"
#include "services/catalog/model/names.h"
#include "services/catalog/model/placement.h"
#include "services/catalog/model/track.h"
#include "services/catalog/storage/recordings.h"

namespace ritornello::catalog {

// The recordings of `track_ids`, each once and whole: until the end of the
// transaction nobody else places any track of them, or says where it is
// available. Tracks in `planned` are joined with others as RecordingsOf() says;
// the transaction has locked them before, or makes them.
// Errors: Aborted when a recording changed before it was locked, which
// RunTransaction tries again; those of RecordingsOf().
// Cost: twice RecordingsOf(), and three statements.
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

// How what is stored joins the tracks of `recordings`, as they will be, so far.
// Cost: that of RecordingsAmong().
absl::StatusOr<std::vector<std::set<TrackKey>>> SidesOf(
    sql::Connection& connection, const std::string& account_id,
    std::span<const Recording> recordings);

// FailedPrecondition, EXCLUSIVITY_CONFLICT, when tracks that are to become one
// recording forbid each other: `track`, with those that are of one already, and
// all others. `sides` are those of SidesOf().
// REQUIRES: `track` is among them.
absl::Status RefuseJoin(const TrackKey& track,
                        std::span<const std::set<TrackKey>> sides,
                        const Recording& recording);

// Locks the recording that the stored track `before` is of once it is `after`,
// if that may be another. Errors: those of LockRecordings(); those of
// RefuseJoin(), naming the field. REQUIRES: the track is locked.
absl::Status LockJoined(sql::Transaction& transaction, const Track& before,
                        const Track& after);

// The field that joins a track anew: "isrc", or "versions" when the audio that
// it shares was a loop, a stinger or a stem before.
absl::string_view JoiningField(const Track& before, const Track& after);

// The number that the next placement of `track` gets.
int64_t NextPlacementNumber(const Recording& recording, const TrackKey& track);

}  // namespace ritornello::catalog
