#include "services/catalog/domain/recording.h"

#include <algorithm>

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

absl::StatusOr<Recording> LockRecording(sql::Transaction& transaction,
                                        const TrackKey& track) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::set<TrackKey> tracks,
                              TracksOf(transaction.connection(), track));
  RITORNELLO_RETURN_IF_ERROR(LockTracks(transaction, tracks).status());
  RITORNELLO_ASSIGN_OR_RETURN(Recording recording,
                              ReadRecording(transaction.connection(), track));
  if (recording.tracks != tracks) {
    return absl::AbortedError(
        absl::StrCat("the recording of ", NameOf(track), " changed meanwhile"));
  }
  return recording;
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
