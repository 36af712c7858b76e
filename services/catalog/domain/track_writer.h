// Storing changes of tracks with everything that follows from them.
#pragma once

#include <span>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/sql/transaction.h"
#include "services/catalog/model/track_change.h"
#include "services/catalog/model/vocabulary.h"

namespace ritornello::catalog {

// Writes the tracks, what search finds them by, a job for each version to
// measure and one to assess each track. Cost: a fixed number of round trips
// for all new tracks, and two more for each changed one.
//
// Errors: AlreadyExists  somebody else made one of the tracks meanwhile
//         those of sql::Connection
// REQUIRES: existing tracks are locked by the transaction.
absl::Status WriteChanges(sql::Transaction& transaction,
                          const Vocabulary& vocabulary,
                          std::span<const TrackChange> changes, absl::Time now);

}  // namespace ritornello::catalog
