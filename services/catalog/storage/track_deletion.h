// Forgetting a track with all that is said of it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/sql/connection.h"
#include "libs/sql/transaction.h"
#include "services/catalog/model/names.h"

namespace ritornello::catalog {

// Names of the placements, submissions and agreements that speak of the track,
// in this order, at most `count_max`.
absl::StatusOr<std::vector<std::string>> NamesThatHold(
    sql::Connection& connection, const TrackKey& track, size_t count_max);

// Deletes every row of the track, and its own work with its split sheets: the
// one that is called as the track, unless another track records it, too. Other
// works stay, and so do reports: they are of files.
// REQUIRES: the track is locked by the transaction, which made no job yet, and
// nothing holds it.
absl::Status DeleteTrack(sql::Transaction& transaction, const TrackKey& track);

}  // namespace ritornello::catalog
