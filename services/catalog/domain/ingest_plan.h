// What one batch does, worked out before anything is written; and writing it.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/sql/transaction.h"
#include "services/catalog/domain/planned_item.h"
#include "services/catalog/model/vocabulary.h"

namespace ritornello::catalog {

struct IngestPlan {
  std::map<std::string, Track> existing;  // by client reference
  std::vector<PlannedItem> items;         // one for each item, in order
};

// Works out what `items` do, and locks what that depends on: acks are as they
// will be when all is written. Cost: a fixed number of statements for the
// batch, none for what no item has; see the parts. `items` must outlive it.
// REQUIRES: items are normalized, and no two are of one track.
absl::StatusOr<IngestPlan> PlanBatch(sql::Transaction& transaction,
                                     const std::string& account_id, Merge merge,
                                     std::span<const IngestItem> items,
                                     absl::Time now);

// Writes what the items do that are not rejected, and takes it out of `plan`;
// acks stay. Cost: a fixed number of round trips, and two for each changed
// track.
// Errors: Aborted when somebody else made one of the tracks, parties or works
// meanwhile: plan again.
absl::Status WriteBatch(sql::Transaction& transaction,
                        const Vocabulary& vocabulary, absl::Time now,
                        IngestPlan& plan);

}  // namespace ritornello::catalog
