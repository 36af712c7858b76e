#include "services/catalog/rpc/backlog_gauges.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "libs/status/status_macros.h"
#include "services/catalog/model/job.h"
#include "services/catalog/storage/job_store.h"

namespace ritornello::catalog {
namespace {

server::GaugeFamily Jobs(const JobCounts& counts) {
  server::GaugeFamily family{"ritornello_catalog_backlog_jobs",
                             "Jobs of all accounts that are not finished.",
                             {}};
  for (const JobKind kind : {JobKind::kAnalyze, JobKind::kAssess}) {
    for (const JobState state :
         {JobState::kPending, JobState::kRunning, JobState::kFailed}) {
      const auto count = counts.count_of.find({kind, state});
      family.gauges.push_back({{{"kind", std::string(JobKindName(kind))},
                                {"state", std::string(JobStateName(state))}},
                               count == counts.count_of.end()
                                   ? 0.0
                                   : static_cast<double>(count->second)});
    }
  }
  return family;
}

server::GaugeFamily OldestDue(const JobCounts& counts, absl::Time now) {
  const absl::Duration waited = now - counts.first_due_time.value_or(now);
  return {"ritornello_catalog_backlog_oldest_due_seconds",
          "How long the job that is due longest has waited.",
          {{{}, std::max(0.0, absl::ToDoubleSeconds(waited))}}};
}

}  // namespace

absl::StatusOr<std::vector<server::GaugeFamily>> ReadBacklogGauges(
    sql::Pool& pool, const Clock& clock) {
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_ASSIGN_OR_RETURN(const JobCounts counts, CountJobs(*connection));
  return std::vector<server::GaugeFamily>{Jobs(counts),
                                          OldestDue(counts, clock.Now())};
}

}  // namespace ritornello::catalog
