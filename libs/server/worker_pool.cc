#include "libs/server/worker_pool.h"

#include <system_error>

#include "libs/status/check.h"

namespace ritornello::server {

WorkerPool::WorkerPool(Limits limits) : limits_(limits) {
  RITORNELLO_CHECK(limits.thread_count >= 1);
  RITORNELLO_CHECK(limits.queue_limit >= 0);
}

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    closed_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool WorkerPool::TrySubmit(Job& job) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    RITORNELLO_CHECK(!closed_);
    const size_t taken = queue_.size() + static_cast<size_t>(running_count_);
    const size_t places = static_cast<size_t>(limits_.thread_count) +
                          static_cast<size_t>(limits_.queue_limit);
    if (taken >= places || !EnsureThread()) return false;
    queue_.push_back(&job);
  }
  changed_.notify_one();
  return true;
}

bool WorkerPool::EnsureThread() {
  const size_t taken = queue_.size() + static_cast<size_t>(running_count_);
  const auto thread_count_max = static_cast<size_t>(limits_.thread_count);
  if (taken < threads_.size() || threads_.size() == thread_count_max) {
    return true;
  }
  try {
    threads_.emplace_back([this] { Work(); });
  } catch (const std::system_error&) {
    // The limit on processes is reached: the threads there are will do it.
    return !threads_.empty();
  }
  return true;
}

void WorkerPool::Work() {
  std::unique_lock<std::mutex> lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return closed_ || !queue_.empty(); });
    if (queue_.empty()) return;
    Job& job = *queue_.front();
    queue_.pop_front();
    ++running_count_;
    lock.unlock();
    job.Run();
    lock.lock();
    --running_count_;
    lock.unlock();
    job.OnReleased();
    lock.lock();
  }
}

}  // namespace ritornello::server
