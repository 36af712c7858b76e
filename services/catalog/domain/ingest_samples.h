// What of other people's music is in the tracks of a batch.
#pragma once

#include <span>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/sql/connection.h"
#include "services/catalog/domain/planned_item.h"

namespace ritornello::catalog {

// Plans the samples that the tracks have not declared yet, and those to clear:
// declared ones without agreement for which an item names one. Rejects the
// items that name one that does not exist, or more samples than a track can
// have. Cost: three statements for the batch. REQUIRES: stored tracks are
// locked.
absl::Status PlanSamples(sql::Connection& connection,
                         const std::string& account_id,
                         std::span<PlannedItem> items, absl::Time now);

}  // namespace ritornello::catalog
