// AnalysisService over gRPC.
#pragma once

#include <memory>

#include "libs/blob/roots.h"
#include "libs/server/service.h"

namespace ritornello::analysis {

// `roots` must outlive the service.
std::unique_ptr<server::BoundService> MakeAnalysisService(
    const blob::Roots& roots);

}  // namespace ritornello::analysis
