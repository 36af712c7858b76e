// Whom the shares of a batch mean.
#pragma once

#include <span>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/sql/connection.h"
#include "services/catalog/domain/planned_item.h"

namespace ritornello::catalog {

// Gives the id to every share that names a party the account has; names that
// nobody has are left. Rejects the items with a share of a party that does not
// exist, or of a name that several have. Cost: two statements for the batch.
absl::Status FindParties(sql::Connection& connection,
                         const std::string& account_id,
                         std::span<PlannedItem> items);

// Plans a party for each name that is left in items that are not rejected, in
// the first of them, and brings all sheets into the form that is stored.
// Cost: one statement, and one more while ids are found taken.
absl::Status PlanParties(sql::Connection& connection,
                         const std::string& account_id,
                         std::span<PlannedItem> items, absl::Time now);

}  // namespace ritornello::catalog
