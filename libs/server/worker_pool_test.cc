#include "libs/server/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace ritornello::server {
namespace {

// Opens once; whoever waits goes on.
class Gate {
 public:
  void Open() {
    const std::lock_guard<std::mutex> lock(mutex_);
    is_open_ = true;
    changed_.notify_all();
  }
  void Wait() {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return is_open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_open_ = false;
};

struct Task final : WorkerPool::Job {
  explicit Task(
      std::function<void()> run_now, std::function<void()> released_now = [] {})
      : run(std::move(run_now)), released(std::move(released_now)) {}
  void Run() override { run(); }
  void OnReleased() override { released(); }
  std::function<void()> run;
  std::function<void()> released;
};

TEST(WorkerPoolTest, RefusesWhatExceedsThreadsAndQueue) {
  struct {
    int thread_count;
    int queue_limit;
  } const cases[] = {{1, 0}, {1, 1}, {2, 0}, {3, 4}};
  for (const auto& c : cases) {
    Gate gate;
    std::atomic<int> run_count = 0;
    std::vector<std::unique_ptr<Task>> tasks;
    WorkerPool pool({c.thread_count, c.queue_limit});
    const auto submit = [&] {
      tasks.push_back(std::make_unique<Task>([&] {
        gate.Wait();
        ++run_count;
      }));
      return pool.TrySubmit(*tasks.back());
    };
    for (int i = 0; i < c.thread_count + c.queue_limit; ++i) {
      EXPECT_TRUE(submit()) << i;
    }
    EXPECT_FALSE(submit());
    gate.Open();
  }
}

TEST(WorkerPoolTest, DestructorRunsWhatWasAccepted) {
  std::atomic<int> run_count = 0;
  std::atomic<int> released_count = 0;
  Task task([&] { ++run_count; }, [&] { ++released_count; });
  {
    WorkerPool pool({2, 98});
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(pool.TrySubmit(task));
  }
  EXPECT_EQ(run_count, 100);
  EXPECT_EQ(released_count, 100);
}

TEST(WorkerPoolTest, OneThreadKeepsTheOrder) {
  std::vector<int> order;
  std::vector<std::unique_ptr<Task>> tasks;
  {
    WorkerPool pool({1, 100});
    for (int i = 0; i < 100; ++i) {
      tasks.push_back(
          std::make_unique<Task>([&order, i] { order.push_back(i); }));
      ASSERT_TRUE(pool.TrySubmit(*tasks.back()));
    }
  }
  ASSERT_EQ(order.size(), 100u);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(order[static_cast<size_t>(i)], i);
}

TEST(WorkerPoolTest, ThreadsWorkAtTheSameTime) {
  Gate first;
  Gate second;
  Task one([&] {
    first.Open();
    second.Wait();
  });
  Task two([&] {
    second.Open();
    first.Wait();
  });
  WorkerPool pool({2, 0});
  EXPECT_TRUE(pool.TrySubmit(one));
  EXPECT_TRUE(pool.TrySubmit(two));
}

// Without a queue, each job submits the next from OnReleased: its own place
// must be free by then, every time.
TEST(WorkerPoolTest, PlaceIsFreeWhenReleased) {
  constexpr int kCount = 10'000;
  Gate done;
  std::atomic<int> count = 0;
  std::atomic<bool> refused = false;
  WorkerPool pool({1, 0});
  std::unique_ptr<Task> task;
  task = std::make_unique<Task>([&] { ++count; },
                                [&] {
                                  if (count == kCount) return done.Open();
                                  if (!pool.TrySubmit(*task)) {
                                    refused = true;
                                    done.Open();
                                  }
                                });
  ASSERT_TRUE(pool.TrySubmit(*task));
  done.Wait();
  EXPECT_FALSE(refused);
  EXPECT_EQ(count, kCount);
}

TEST(WorkerPoolTest, ManySubmittersLoseNothing) {
  std::atomic<int> accepted_count = 0;
  std::atomic<int> run_count = 0;
  Task task([&] { ++run_count; });
  {
    WorkerPool pool({3, 5});
    std::vector<std::thread> submitters;
    for (int i = 0; i < 8; ++i) {
      submitters.emplace_back([&] {
        for (int n = 0; n < 2'000; ++n) {
          if (pool.TrySubmit(task)) ++accepted_count;
        }
      });
    }
    for (std::thread& submitter : submitters) submitter.join();
  }
  EXPECT_EQ(run_count, accepted_count);
  EXPECT_GT(run_count, 0);
}

}  // namespace
}  // namespace ritornello::server
