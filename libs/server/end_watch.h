// Ends a process that was told to end and does not.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "absl/time/time.h"
#include "libs/server/log.h"

namespace ritornello::server {

// What cannot be cancelled, as a wait for a database that does not answer, must
// not keep a process for ever: whatever such a call writes is in a transaction,
// which ends with it.
class EndWatch {
 public:
  // `log` must outlive it.
  explicit EndWatch(const Log& log) : log_(log) {}
  // From here on the process ends by itself.
  ~EndWatch();

  EndWatch(const EndWatch&) = delete;
  EndWatch& operator=(const EndWatch&) = delete;

  // Unless this object is gone after `patience`, says so in the log and ends
  // the process with exit code 1, as it stands. REQUIRES: called once.
  void Begin(absl::Duration patience);

 private:
  const Log& log_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_over_ = false;
  std::thread thread_;
};

}  // namespace ritornello::server
