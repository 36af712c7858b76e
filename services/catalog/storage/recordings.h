// Which tracks are of one recording: those with the same ISRC, or with the same
// audio in a version that is a mix of the whole, and theirs in turn. Loops,
// stingers and stems may be shared by different recordings.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/connection.h"
#include "services/catalog/model/names.h"
#include "services/catalog/model/track.h"

namespace ritornello::catalog {

// What joins a track with others: its ISRC, and hashes of its audio. Only to be
// compared.
using RecordingLinks = std::set<std::string>;
RecordingLinks RecordingLinksOf(const Track& track);

// The recordings that `track_ids` of the account are of, each once and whole;
// ids that are no track are left out. Tracks named in `planned` are there, and
// joined with others by these links, whatever is stored.
// Cost: two statements, or two more for each step from track to track that
// leads to others; more beyond sql::kInListSizeMax tracks.
absl::StatusOr<std::vector<std::set<TrackKey>>> RecordingsOf(
    sql::Connection& connection, const std::string& account_id,
    const std::set<std::string>& track_ids,
    const std::map<std::string, RecordingLinks>& planned);

// All tracks with the recording of `track`, itself among them; empty when it
// does not exist.
absl::StatusOr<std::set<TrackKey>> RecordingOf(sql::Connection& connection,
                                               const TrackKey& track);

}  // namespace ritornello::catalog
