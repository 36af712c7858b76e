#include "services/royalties/rpc/statement_gauges.h"

#include <string>
#include <utility>

#include "libs/status/status_macros.h"
#include "services/royalties/model/statement.h"
#include "services/royalties/storage/statement_store.h"

namespace ritornello::royalties {
namespace {

server::Gauge InState(StatementState state, int64_t count) {
  return {{{"state", std::string(StateName(state))}},
          static_cast<double>(count)};
}

}  // namespace

absl::StatusOr<std::vector<server::GaugeFamily>> ReadStatementGauges(
    sql::Pool& pool) {
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_ASSIGN_OR_RETURN(const StatementCounts counts,
                              CountStatements(*connection));
  return std::vector<server::GaugeFamily>{
      {"ritornello_royalties_statements",
       "Statements that are neither posted nor void.",
       {InState(StatementState::kReceived, counts.received),
        InState(StatementState::kRightsResolved, counts.rights_resolved),
        InState(StatementState::kHeld, counts.held)}},
      {"ritornello_royalties_suspense_lines",
       "Lines of posted statements that are in suspense.",
       {{{}, static_cast<double>(counts.suspense_line)}}}};
}

}  // namespace ritornello::royalties
