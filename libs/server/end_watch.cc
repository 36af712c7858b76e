#include "libs/server/end_watch.h"

#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "libs/status/check.h"

namespace ritornello::server {

EndWatch::~EndWatch() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    is_over_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void EndWatch::Begin(absl::Duration patience) {
  RITORNELLO_CHECK(!thread_.joinable());
  thread_ = std::thread([this, patience] {
    std::unique_lock<std::mutex> lock(mutex_);
    if (changed_.wait_for(lock, absl::ToChronoMilliseconds(patience),
                          [this] { return is_over_; })) {
      return;
    }
    log_.Write(
        Severity::kError,
        absl::StrCat("did not end within ", absl::FormatDuration(patience),
                     ": something is at work that cannot be cancelled; "
                     "ended as it stands"),
        {});
    _exit(1);
  });
}

}  // namespace ritornello::server
