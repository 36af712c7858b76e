#include "services/catalog/domain/dispatcher.h"

#include <utility>

#include "absl/status/statusor.h"

namespace ritornello::catalog {

Dispatcher::Dispatcher(Backlog& backlog, int thread_count,
                       std::function<void(const absl::Status&)> on_error)
    : backlog_(backlog),
      thread_count_(thread_count),
      on_error_(std::move(on_error)) {}

Dispatcher::~Dispatcher() { Stop(); }

void Dispatcher::Start() {
  for (int i = 0; i < thread_count_; ++i) {
    threads_.emplace_back([this] { Work(); });
  }
}

void Dispatcher::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    is_ending_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void Dispatcher::Wake() {
  absl::MutexLock lock(&mutex_);
  wake_count_ = thread_count_;
}

void Dispatcher::Work() {
  do {
    absl::StatusOr<bool> did_one = true;
    while (did_one.ok() && *did_one) {
      {
        absl::MutexLock lock(&mutex_);
        if (is_ending_) return;
      }
      did_one = backlog_.DoOne();
    }
    if (!did_one.ok()) on_error_(did_one.status());
  } while (Rest());
}

bool Dispatcher::Rest() {
  absl::MutexLock lock(&mutex_);
  const auto is_awake = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return is_ending_ || wake_count_ > 0;
  };
  mutex_.AwaitWithTimeout(absl::Condition(&is_awake), kPollInterval);
  if (wake_count_ > 0) --wake_count_;
  return !is_ending_;
}

}  // namespace ritornello::catalog
