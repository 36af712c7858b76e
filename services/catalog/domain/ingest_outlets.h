// Where else the tracks of a batch are available, and which recordings they are
// of.
#pragma once

#include <span>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/sql/transaction.h"
#include "services/catalog/domain/planned_item.h"

namespace ritornello::catalog {

// Plans the outlets that the tracks do not have yet, and locks the recordings
// of those tracks as OutletService does, and those that a stored track joins by
// another ISRC. Rejects the items with an outlet that is known as another kind,
// that agrees with a library that does not exist, or that is more than a track
// can have; and, with reason EXCLUSIVITY_CONFLICT, those with an outlet that a
// placement forbids, or whose track joins another that forbids it; with reason
// RECORDING_TOO_LARGE those of a recording that is.
// Errors: those of LockRecordings(). Cost: two statements for the batch, and
// two and that of LockRecordings() when any is new or joins others.
// REQUIRES: stored tracks are locked.
absl::Status PlanOutlets(sql::Transaction& transaction,
                         const std::string& account_id,
                         std::span<PlannedItem> items, absl::Time now);

}  // namespace ritornello::catalog
