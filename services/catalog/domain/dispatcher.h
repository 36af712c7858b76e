// Threads that keep the backlog short.
#pragma once

#include <functional>
#include <stop_token>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/catalog/domain/backlog.h"

namespace ritornello::catalog {

// Looks for due jobs this often when nobody wakes it: for those of other
// processes, and for those whose delay is over.
inline constexpr absl::Duration kPollInterval = absl::Seconds(1);

// Start and Stop belong to main(); Wake may be called from any thread.
class Dispatcher {
 public:
  // `backlog` must outlive it. `on_error` is told what the database refused;
  // it is called from the threads.
  Dispatcher(Backlog& backlog, int thread_count,
             std::function<void(const absl::Status&)> on_error);
  ~Dispatcher();

  void Start();

  // Ends the threads. Files that are being measured are given back for other
  // processes, or the next start; what else is at work is finished.
  void Stop();

  // There may be a job that is due now.
  void Wake();

 private:
  void Work();
  // False when it is time to end.
  bool Rest();
  // Renews what the workers hold, until the last has ended.
  void KeepLeases();
  bool IsOverAfter(absl::Duration rest);

  Backlog& backlog_;
  const int thread_count_;
  const std::function<void(const absl::Status&)> on_error_;
  std::stop_source stop_;
  std::vector<std::thread> workers_;
  std::thread keeper_;
  absl::Mutex mutex_;
  bool is_ending_ ABSL_GUARDED_BY(mutex_) = false;
  bool is_over_ ABSL_GUARDED_BY(mutex_) = false;
  // Wakes not yet taken by a resting thread.
  int wake_count_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace ritornello::catalog
