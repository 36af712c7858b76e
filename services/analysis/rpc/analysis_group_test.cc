#include "services/analysis/rpc/analysis_group.h"

#include <gtest/gtest.h>
#include <prometheus/registry.h>

#include <thread>

#include "libs/blob/roots.h"

namespace ritornello::analysis {
namespace {

server::GroupLimits LimitsOf(int core_count) {
  const blob::Roots roots = blob::Roots::Create({}).value();
  prometheus::Registry registry;
  return MakeAnalysisGroup(roots, registry, core_count).limits.value();
}

TEST(AnalysisGroupTest, MeasuresAFileAndAnUploadPerCoreAndQueuesFourFiles) {
  const server::GroupLimits limits = LimitsOf(3);
  EXPECT_EQ(limits.worker_count, 3);
  EXPECT_EQ(limits.queue_limit, 12);
  EXPECT_EQ(limits.stream_limit, 3);
}

TEST(AnalysisGroupTest, TakesAllCoresOfTheMachineWhenNotTold) {
  EXPECT_EQ(LimitsOf(0).worker_count,
            static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace
}  // namespace ritornello::analysis
