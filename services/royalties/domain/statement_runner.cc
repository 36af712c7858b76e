#include "services/royalties/domain/statement_runner.h"

#include <utility>

namespace ritornello::royalties {

StatementRunner::StatementRunner(
    StatementRun& run, std::function<void(const absl::Status&)> report,
    Options options)
    : run_(run), report_(std::move(report)), options_(options) {}

void StatementRunner::Run() {
  for (;;) {
    {
      absl::MutexLock lock(&mutex_);
      if (is_stopped_) return;
    }
    if (const absl::Status status = RunOnce(); !status.ok()) report_(status);
    absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&is_stopped_),
                                options_.interval)) {
      return;
    }
  }
}

void StatementRunner::Stop() {
  absl::MutexLock lock(&mutex_);
  is_stopped_ = true;
}

absl::Status StatementRunner::RunOnce() {
  return run_.AdvanceUnfinished(options_.statement_count_max,
                                options_.patience);
}

}  // namespace ritornello::royalties
