// The analysis service as a server runs it.
#pragma once

#include <prometheus/registry.h>

#include "libs/blob/roots.h"
#include "libs/server/server.h"

namespace ritornello::analysis {

// What --core_count says, or, for 0, all cores of the machine: a container may
// have fewer.
int CoresOf(int core_count);

// Measuring is bound by the processor: as many files at once as CoresOf says,
// and as many uploads, a short queue for files, and RESOURCE_EXHAUSTED for what
// is beyond, so that the caller tries another server. Counts in `registry`
// (analysis_metrics.h). Both must outlive the group.
server::ServiceGroup MakeAnalysisGroup(const blob::Roots& roots,
                                       prometheus::Registry& registry,
                                       int core_count = 0);

}  // namespace ritornello::analysis
