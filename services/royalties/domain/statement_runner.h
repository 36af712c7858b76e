// Takes up statements that had to wait.
#pragma once

#include <functional>
#include <stop_token>

#include "absl/status/status.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "libs/time/clock.h"
#include "services/royalties/domain/statement_run.h"

namespace ritornello::royalties {

// Every process may have one: a statement is posted once all the same.
class StatementRunner {
 public:
  struct Options {
    absl::Duration interval = absl::Seconds(10);  // between two rounds
    size_t statement_count_max = 100;             // in one round
  };

  // `run` must outlive this. `report` is told how each round went
  // that did not go well, on the thread of Run.
  StatementRunner(StatementRun& run,
                  std::function<void(const absl::Status&)> report,
                  Options options);

  // Does round after round until Stop; main() gives it a thread.
  void Run();

  // Lets Run return after what it is at: a call to the catalogue, or posting a
  // statement. From any thread, also before Run.
  void Stop();

  // One round.
  absl::Status RunOnce();

 private:
  StatementRun& run_;
  const std::function<void(const absl::Status&)> report_;
  const Options options_;
  std::stop_source stop_;
  absl::Notification stopped_;
};

}  // namespace ritornello::royalties
