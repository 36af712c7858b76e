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
    workers_.emplace_back([this] { Work(); });
  }
  keeper_ = std::thread([this] { KeepLeases(); });
}

void Dispatcher::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    is_ending_ = true;
  }
  stop_.request_stop();
  for (std::thread& worker : workers_) worker.join();
  workers_.clear();
  {
    absl::MutexLock lock(&mutex_);
    is_over_ = true;
  }
  if (keeper_.joinable()) keeper_.join();
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
      did_one = backlog_.DoOne(stop_.get_token());
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

void Dispatcher::KeepLeases() {
  while (!IsOverAfter(kRenewInterval)) {
    const absl::Status renewed = backlog_.RenewLeases();
    if (!renewed.ok()) on_error_(renewed);
  }
}

bool Dispatcher::IsOverAfter(absl::Duration rest) {
  absl::MutexLock lock(&mutex_);
  return mutex_.AwaitWithTimeout(absl::Condition(&is_over_), rest);
}

}  // namespace ritornello::catalog
