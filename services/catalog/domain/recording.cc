#include "services/catalog/domain/recording.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/status/status_macros.h"
#include "services/catalog/storage/outlet_store.h"
#include "services/catalog/storage/placement_store.h"
#include "services/catalog/storage/track_keys.h"

namespace ritornello::catalog {
namespace {

absl::StatusOr<std::set<TrackKey>> TracksOf(sql::Connection& connection,
                                            const TrackKey& track) {
  RITORNELLO_ASSIGN_OR_RETURN(std::set<TrackKey> tracks,
                              RecordingOf(connection, track));
  if (tracks.empty()) return TrackNotFound(track);
  return tracks;
}

}  // namespace

absl::StatusOr<std::map<TrackKey, Recording>> LockRecordings(
    sql::Transaction& transaction, const std::set<TrackKey>& tracks) {
  // All at once: LockTracks() has an order, so that nobody waits for each
  // other.
  std::map<TrackKey, std::set<TrackKey>> seen;
  std::set<TrackKey> all;
  for (const TrackKey& track : tracks) {
    RITORNELLO_ASSIGN_OR_RETURN(seen[track],
                                TracksOf(transaction.connection(), track));
    all.insert(seen[track].begin(), seen[track].end());
  }
  RITORNELLO_RETURN_IF_ERROR(LockTracks(transaction, all).status());
  std::map<TrackKey, Recording> recordings;
  for (const TrackKey& track : tracks) {
    RITORNELLO_ASSIGN_OR_RETURN(Recording recording,
                                ReadRecording(transaction.connection(), track));
    if (recording.tracks != seen[track]) {
      return absl::AbortedError(absl::StrCat("the recording of ", NameOf(track),
                                             " changed meanwhile"));
    }
    recordings.emplace(track, std::move(recording));
  }
  return recordings;
}

absl::StatusOr<Recording> LockRecording(sql::Transaction& transaction,
                                        const TrackKey& track) {
  RITORNELLO_ASSIGN_OR_RETURN(auto recordings,
                              LockRecordings(transaction, {track}));
  return std::move(recordings.begin()->second);
}

absl::StatusOr<Recording> ReadRecording(sql::Connection& connection,
                                        const TrackKey& track) {
  Recording recording;
  RITORNELLO_ASSIGN_OR_RETURN(recording.tracks, TracksOf(connection, track));
  RITORNELLO_ASSIGN_OR_RETURN(recording.placements,
                              PlacementsOf(connection, recording.tracks));
  RITORNELLO_ASSIGN_OR_RETURN(recording.outlets,
                              OutletsOf(connection, recording.tracks));
  return recording;
}

int64_t NextPlacementNumber(const Recording& recording, const TrackKey& track) {
  int64_t last = 0;
  for (const Placement& placement : recording.placements) {
    if (placement.key.track == track) {
      last = std::max(last, placement.key.number);
    }
  }
  return last + 1;
}

}  // namespace ritornello::catalog
