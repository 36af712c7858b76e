// The backlog as an operator watches it: all accounts, as of now.
//
//   ritornello_catalog_backlog_jobs{kind,state}    jobs that are not finished
//   ritornello_catalog_backlog_oldest_due_seconds  how long the one that is
//                                                  due longest has waited; 0
//                                                  when none is due
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "libs/server/scraped_gauges.h"
#include "libs/sql/pool.h"
#include "libs/time/clock.h"

namespace ritornello::catalog {

// Every kind with every state, zeros too, so that a first failed job is an
// increase. Errors: those of sql::Pool and sql::Connection. Cost: that of
// CountJobs.
absl::StatusOr<std::vector<server::GaugeFamily>> ReadBacklogGauges(
    sql::Pool& pool, const Clock& clock);

}  // namespace ritornello::catalog
