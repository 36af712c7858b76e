// What Prometheus is told of the files that were to be measured.
//
//   ritornello_analysis_files_total{outcome}   files, by how it ended:
//     "measured"   there is a report
//     "refused"    the file, or what was said of it, is to blame: no audio we
//                  know, broken, not there, not readable, another hash
//     "cancelled"  nobody waited any more: the caller left or its deadline
//                  passed
//     "failed"     this program or its machine is to blame
//   ritornello_analysis_audio_seconds_total    music in the measured ones
#pragma once

#include <prometheus/counter.h>
#include <prometheus/registry.h>

#include "absl/status/statusor.h"
#include "services/analysis/model/report.h"

namespace ritornello::analysis {

// Safe for concurrent use; copies count on the same counters.
class AnalysisMetrics {
 public:
  // All outcomes begin at zero. `registry` must outlive this.
  explicit AnalysisMetrics(prometheus::Registry& registry);

  // One file is done.
  void Count(const absl::StatusOr<Report>& measured) const;

 private:
  prometheus::Counter* measured_;
  prometheus::Counter* refused_;
  prometheus::Counter* cancelled_;
  prometheus::Counter* failed_;
  prometheus::Counter* audio_seconds_;
};

}  // namespace ritornello::analysis
