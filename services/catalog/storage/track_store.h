// Rows of tracks, their lists and their versions.
#pragma once

#include <cstddef>
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
#include "services/catalog/model/track.h"

namespace ritornello::catalog {

enum class WithReports { kNo, kYes };

// Those of `keys` that exist, with their versions and works. Cost: four
// statements, or six with reports, for each sql::kInListSizeMax tracks.
absl::StatusOr<std::map<TrackKey, Track>> GetTracks(
    sql::Connection& connection, const std::set<TrackKey>& keys,
    WithReports with_reports);

// NotFound with reason TRACK_NOT_FOUND.
absl::StatusOr<Track> GetTrack(sql::Connection& connection, const TrackKey& key,
                               WithReports with_reports);

// The account's tracks that answer to `client_references`, by reference.
// Nobody else changes them before the end of the transaction.
absl::StatusOr<std::map<std::string, Track>> LockTracksByReference(
    sql::Transaction& transaction, absl::string_view account_id,
    const std::set<std::string>& client_references);

// The first `count_max` tracks behind `after_id`, by id, without reports; with
// `work_id` only those that record the work.
absl::StatusOr<std::vector<Track>> ListTracks(sql::Connection& connection,
                                              absl::string_view account_id,
                                              absl::string_view after_id,
                                              size_t count_max,
                                              absl::string_view work_id = "");

// AlreadyExists if an id or a client reference is taken.
// REQUIRES: the works exist.
absl::Status InsertTracks(sql::Transaction& transaction,
                          std::span<const Track> tracks);

// Writes all of each track: what it has is what is there afterwards. Versions
// are told by their number. REQUIRES: the tracks exist and are locked; the
// works exist.
absl::Status UpdateTracks(sql::Transaction& transaction,
                          std::span<const Track> tracks);

// What became of measuring one version.
absl::Status UpdateAnalysis(sql::Transaction& transaction,
                            const VersionKey& key, const Version& version);

// How many of the track's versions wait to be measured.
absl::StatusOr<int64_t> CountPendingVersions(sql::Transaction& transaction,
                                             const TrackKey& key);

}  // namespace ritornello::catalog
