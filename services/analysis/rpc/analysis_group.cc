#include "services/analysis/rpc/analysis_group.h"

#include <algorithm>
#include <thread>

#include "services/analysis/rpc/analysis_service.h"

namespace ritornello::analysis {
namespace {

// Files that may wait for a core, for each core.
constexpr int kQueuedPerCore = 4;

}  // namespace

int CoresOf(int core_count) {
  if (core_count != 0) return core_count;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

server::ServiceGroup MakeAnalysisGroup(const blob::Roots& roots,
                                       prometheus::Registry& registry,
                                       int core_count) {
  core_count = CoresOf(core_count);
  server::ServiceGroup group{
      .name = "analysis",
      .services = {},
      .probe = nullptr,
      .gauges = nullptr,
      .limits = server::GroupLimits{.worker_count = core_count,
                                    .queue_limit = core_count * kQueuedPerCore,
                                    .stream_limit = core_count}};
  group.services.push_back(MakeAnalysisService(roots, registry));
  return group;
}

}  // namespace ritornello::analysis
