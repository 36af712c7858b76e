#include "services/analysis/rpc/analysis_metrics.h"

#include <prometheus/family.h>

#include "absl/status/status.h"

namespace ritornello::analysis {
namespace {

// The codes with which Roots and Measure speak of the file.
bool IsOfTheFile(const absl::Status& status) {
  return absl::IsInvalidArgument(status) || absl::IsNotFound(status) ||
         absl::IsFailedPrecondition(status) ||
         absl::IsPermissionDenied(status) || absl::IsOutOfRange(status);
}

}  // namespace

AnalysisMetrics::AnalysisMetrics(prometheus::Registry& registry) {
  prometheus::Family<prometheus::Counter>& files =
      prometheus::BuildCounter()
          .Name("ritornello_analysis_files_total")
          .Help("Files that were to be measured, by how it ended.")
          .Register(registry);
  measured_ = &files.Add({{"outcome", "measured"}});
  refused_ = &files.Add({{"outcome", "refused"}});
  cancelled_ = &files.Add({{"outcome", "cancelled"}});
  failed_ = &files.Add({{"outcome", "failed"}});
  audio_seconds_ = &prometheus::BuildCounter()
                        .Name("ritornello_analysis_audio_seconds_total")
                        .Help("Seconds of music in the files measured.")
                        .Register(registry)
                        .Add({});
}

void AnalysisMetrics::Count(const absl::StatusOr<Report>& measured) const {
  if (measured.ok()) {
    measured_->Increment();
    audio_seconds_->Increment(measured->duration_seconds);
  } else if (IsOfTheFile(measured.status())) {
    refused_->Increment();
  } else if (absl::IsCancelled(measured.status())) {
    cancelled_->Increment();
  } else {
    failed_->Increment();
  }
}

}  // namespace ritornello::analysis
