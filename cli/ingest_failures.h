// Which files a run of `catalog ingest` brought in that cannot be measured.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/session.h"
#include "ritornello/catalog/v1/backlog_service.pb.h"

namespace ritornello::cli {

// Failed work of an account, by the job's name.
using FailedJobs = std::map<std::string, catalog::v1::Job>;

absl::StatusOr<FailedJobs> ListFailedJobs(const std::string& parent,
                                          Session& session);

struct IngestFailures {
  std::vector<catalog::v1::Job> own;  // of this run
  int64_t older_count = 0;            // of earlier ones
};

// Tells what failed in this run from what had failed `before`: a run's are jobs
// of `tracks`, those that had versions queued, that are new or tried anew.
IngestFailures TellApart(const FailedJobs& before, const FailedJobs& now,
                         const std::set<std::string>& tracks);

// Names each file with its error, and what to do, on standard error; the
// first kFailuresNamedMax of them.
inline constexpr size_t kFailuresNamedMax = 50;
void PrintFailures(const IngestFailures& failures, const std::string& parent,
                   Session& session);

}  // namespace ritornello::cli
