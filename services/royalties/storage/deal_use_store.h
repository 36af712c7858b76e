// Rows that say which statement earned under which deal, and until when.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "libs/sql/transaction.h"
#include "services/royalties/model/names.h"

namespace ritornello::royalties {

// The last day on which a statement earned under a deal.
using DealUses = std::map<DealKey, absl::CivilDay>;

// Adds `uses` to what is known of the statement, and keeps everybody else from
// ending or voiding these deals until the transaction ends. Aborted when one
// of them was ended before its day, or voided, since it was read.
absl::Status RecordDealUses(sql::Transaction& transaction,
                            const StatementKey& statement,
                            const DealUses& uses);

struct LastDealUse {
  StatementKey statement;
  absl::CivilDay day;
};

// The use on the latest day by a statement that is not void, or nothing.
// REQUIRES: the transaction locked the deal.
absl::StatusOr<std::optional<LastDealUse>> FindLastDealUse(
    sql::Transaction& transaction, const DealKey& deal);

}  // namespace ritornello::royalties
