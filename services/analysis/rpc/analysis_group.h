// The analysis service as a server runs it.
#pragma once

#include <prometheus/registry.h>

#include "libs/blob/roots.h"
#include "libs/server/server.h"

namespace ritornello::analysis {

// Measuring is bound by the processor: as many files at once as there are
// cores, a short queue, and RESOURCE_EXHAUSTED for what is beyond, so that
// the caller tries another server. A container may have fewer cores than its
// machine: `core_count` says how many; 0 is all. Counts in `registry`
// (analysis_metrics.h). Both must outlive the group.
server::ServiceGroup MakeAnalysisGroup(const blob::Roots& roots,
                                       prometheus::Registry& registry,
                                       int core_count = 0);

}  // namespace ritornello::analysis
