#include "services/royalties/domain/statement_runner.h"

#include <utility>

namespace ritornello::royalties {

StatementRunner::StatementRunner(
    StatementRun& run, std::function<void(const absl::Status&)> report,
    Options options)
    : run_(run), report_(std::move(report)), options_(options) {}

void StatementRunner::Run() {
  do {
    if (stopped_.HasBeenNotified()) return;
    if (const absl::Status status = RunOnce(); !status.ok()) report_(status);
  } while (!stopped_.WaitForNotificationWithTimeout(options_.interval));
}

void StatementRunner::Stop() {
  // Of several calls the first.
  if (stop_.request_stop()) stopped_.Notify();
}

absl::Status StatementRunner::RunOnce() {
  return run_.AdvanceUnfinished(options_.statement_count_max,
                                {.stop = stop_.get_token()});
}

}  // namespace ritornello::royalties
