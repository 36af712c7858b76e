// Rows of readiness and of its problems. Derived; can be made again.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/sql/connection.h"
#include "libs/sql/transaction.h"
#include "services/catalog/model/names.h"
#include "services/catalog/model/readiness.h"

namespace ritornello::catalog {

// Puts `readiness` in the place of all that was said of the track.
// REQUIRES: each is of this track, with an assess_time and a check of every
//           dimension, and of another library that exists; nobody else
//           replaces those of this track meanwhile.
absl::Status ReplaceReadiness(sql::Transaction& transaction,
                              const TrackKey& track,
                              const std::vector<Readiness>& readiness);

// Which assessments of one account, and where to go on.
struct ReadinessQuery {
  std::string account_id;
  std::optional<std::string> track_id;    // absent: of all tracks
  std::optional<std::string> library_id;  // absent: for all libraries
  // Only those behind this one; both empty for the first.
  std::string after_track_id;
  std::string after_library_id;
  size_t count_max = 0;
};

// By track, then by library, with problems and the track's title; of every
// track and library, assessed or not. One that is to be assessed again is
// pending, with the checks of before. Cost: one statement.
absl::StatusOr<std::vector<Readiness>> ListReadiness(
    sql::Connection& connection, const ReadinessQuery& query);

// Nothing when the track or the library does not exist. Cost: one statement.
absl::StatusOr<std::optional<Readiness>> GetReadiness(
    sql::Connection& connection, const ReadinessKey& key);

}  // namespace ritornello::catalog
