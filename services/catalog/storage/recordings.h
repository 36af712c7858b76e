// Which tracks are of one recording: those with the same ISRC, or with the same
// audio in a version that is a mix of the whole, and theirs in turn. Loops,
// stingers and stems may be shared by different recordings.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/connection.h"
#include "libs/sql/transaction.h"
#include "services/catalog/model/names.h"
#include "services/catalog/model/track.h"

namespace ritornello::catalog {

// What joins a track with others: its ISRC, and hashes of its audio. Only to be
// compared.
using RecordingLinks = std::set<std::string>;
RecordingLinks RecordingLinksOf(const Track& track);

// True when `after` may join the track with others that `before` did not:
// another ISRC, or audio of a loop that is now called a full mix.
bool MayJoin(const RecordingLinks& before, const RecordingLinks& after);

// Two that bring one ISRC into an account at once do not see each other's
// track. Who gives a stored track other links is alone until the end of the
// transaction; those who make tracks with links only keep him out: a new track
// is placed nowhere. REQUIRES: tracks that are locked, too, were locked before.
enum class JoinLock { kMakes, kChanges };
absl::Status LockJoins(sql::Transaction& transaction,
                       const std::string& account_id, JoinLock lock);

// Of one recording: an ISRC that more tracks have is none, but what somebody
// put where he knew none.
inline constexpr size_t kRecordingTrackCountMax = 1'000;

// The recordings that `track_ids` of the account are of, each once and whole;
// ids that are no track are left out. Tracks named in `planned` are there, and
// joined with others by these links, whatever is stored.
// FailedPrecondition, RECORDING_TOO_LARGE, when one has more than
// kRecordingTrackCountMax tracks, naming what most of them have in common: the
// metadata has it as "isrc" or as "sha256".
// Cost: two statements, or two more for each step from track to track that
// leads to others; more beyond sql::kInListSizeMax tracks.
absl::StatusOr<std::vector<std::set<TrackKey>>> RecordingsOf(
    sql::Connection& connection, const std::string& account_id,
    const std::set<std::string>& track_ids,
    const std::map<std::string, RecordingLinks>& planned);

// How what is stored joins `track_ids` of the account themselves: as above, but
// that tracks which are not named join nobody. Cost: one statement.
absl::StatusOr<std::vector<std::set<TrackKey>>> RecordingsAmong(
    sql::Connection& connection, const std::string& account_id,
    const std::set<std::string>& track_ids);

// All tracks with the recording of `track`, itself among them; empty when it
// does not exist. Errors as above.
absl::StatusOr<std::set<TrackKey>> RecordingOf(sql::Connection& connection,
                                               const TrackKey& track);

}  // namespace ritornello::catalog
