// Threads for blocking work, with a limit on both threads and waiting.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace ritornello::server {

// Runs jobs in the order they were accepted.
//
// Limits:  at most `thread_count` jobs run and `queue_limit` wait; one more is
//          refused at once. Threads start when first needed, then stay.
// Threads: TrySubmit may be called from any thread.
class WorkerPool {
 public:
  class Job {
   public:
    virtual ~Job() = default;

    // The work. May block.
    virtual void Run() = 0;

    // Called on the same thread once the job's place in the pool is free
    // again: who is told here that the job is done may submit the next one
    // without finding the pool full because of this one. The pool does not
    // touch the job afterwards; it may delete itself.
    virtual void OnReleased() = 0;
  };

  struct Limits {
    int thread_count;  // at least 1
    int queue_limit;   // at least 0
  };

  explicit WorkerPool(Limits limits);
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Runs what was accepted, then ends the threads.
  ~WorkerPool();

  // Accepts `job`, which must live until OnReleased; false when the pool is
  // full, or when the system gives it no thread.
  [[nodiscard]] bool TrySubmit(Job& job);

 private:
  void Work();
  bool EnsureThread();  // mutex_ is held

  const Limits limits_;
  // The standard's, which ThreadSanitizer can see into; Debian's Abseil is not
  // instrumented.
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job*> queue_;
  int running_count_ = 0;
  bool closed_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace ritornello::server
