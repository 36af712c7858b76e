// Where else the tracks of a batch are available.
#pragma once

#include <span>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/sql/transaction.h"
#include "services/catalog/domain/planned_item.h"

namespace ritornello::catalog {

// Plans the outlets that the tracks do not have yet, and locks the recordings
// of those tracks as OutletService does. Rejects the items with one that is
// known as another kind, that agrees with a library that does not exist, that
// is more than a track can have, or that a placement forbids (reason
// EXCLUSIVITY_CONFLICT).
// Errors: those of LockRecordings(). Cost: two statements for the batch, and
// that of LockRecordings() when any is new. REQUIRES: stored tracks are locked.
absl::Status PlanOutlets(sql::Transaction& transaction,
                         const std::string& account_id,
                         std::span<PlannedItem> items, absl::Time now);

}  // namespace ritornello::catalog
