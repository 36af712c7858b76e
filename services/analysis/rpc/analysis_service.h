// AnalysisService over gRPC.
#pragma once

#include <prometheus/registry.h>

#include <memory>

#include "libs/blob/roots.h"
#include "libs/server/service.h"

namespace ritornello::analysis {

// Counts in `registry` (analysis_metrics.h). Both must outlive the service.
std::unique_ptr<server::BoundService> MakeAnalysisService(
    const blob::Roots& roots, prometheus::Registry& registry);

}  // namespace ritornello::analysis
