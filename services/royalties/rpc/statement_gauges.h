// What waits for a person or for the catalogue, as an operator watches it: all
// books, as of now.
//
//   ritornello_royalties_statements{state}  statements that are neither POSTED
//                                           nor VOID
//   ritornello_royalties_suspense_lines     lines of posted statements that
//                                           match no track, deal or owner
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "libs/server/scraped_gauges.h"
#include "libs/sql/pool.h"

namespace ritornello::royalties {

// Zeros too. Errors: those of sql::Pool and sql::Connection. Cost: that of
// CountStatements.
absl::StatusOr<std::vector<server::GaugeFamily>> ReadStatementGauges(
    sql::Pool& pool);

}  // namespace ritornello::royalties
