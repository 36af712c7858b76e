#include "libs/sql/pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "libs/sql/testing/backends.h"
#include "libs/status/status_matchers.h"

namespace ritornello::sql {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;

// A connection that can be told to be lost.
class FakeConnection final : public Connection {
 public:
  explicit FakeConnection(const bool& lost) : lost_(lost) {}
  absl::StatusOr<std::vector<Row>> Run(absl::string_view,
                                       std::span<const Value>) override {
    if (lost_) return absl::UnavailableError("server closed the connection");
    return std::vector<Row>();
  }
  absl::Status RunMany(absl::string_view, std::span<const Row>) override {
    return absl::OkStatus();
  }
  absl::Status RunScript(const std::string&) override {
    return absl::OkStatus();
  }
  absl::Status Begin() override { return absl::OkStatus(); }
  Dialect dialect() const override { return Dialect::kSqlite; }
  bool healthy() const override { return !lost_; }

 private:
  const bool& lost_;
};

class PoolTest : public ::testing::Test {
 protected:
  Pool MakePool(int count_max, absl::Duration wait_max) {
    return Pool(
        [this]() -> absl::StatusOr<std::unique_ptr<Connection>> {
          if (!open_status_.ok()) return open_status_;
          ++opened_;
          return std::make_unique<FakeConnection>(lost_);
        },
        count_max, wait_max);
  }

  bool lost_ = false;
  absl::Status open_status_;
  std::atomic<int> opened_ = 0;
};

TEST_F(PoolTest, LendsAgainWhatCameBack) {
  Pool pool = MakePool(2, absl::ZeroDuration());
  ASSERT_THAT(pool.Borrow().status(), IsOk());
  ASSERT_THAT(pool.Borrow().status(), IsOk());
  EXPECT_EQ(opened_, 1);
}

TEST_F(PoolTest, AtTheLimitItWaitsAndThenSaysSo) {
  Pool pool = MakePool(2, absl::Milliseconds(20));
  const auto first = pool.Borrow();
  auto second = pool.Borrow();
  EXPECT_THAT(pool.Borrow().status(),
              FailsWith(absl::StatusCode::kUnavailable, "in use (2)"));
  second->reset();
  EXPECT_THAT(pool.Borrow().status(), IsOk());
}

TEST_F(PoolTest, AWaiterGetsWhatIsGivenBack) {
  Pool pool = MakePool(1, absl::Seconds(20));
  auto lease = pool.Borrow();
  std::thread waiter([&] { EXPECT_THAT(pool.Borrow().status(), IsOk()); });
  lease->reset();
  waiter.join();
  EXPECT_EQ(opened_, 1);
}

TEST_F(PoolTest, ALostConnectionIsReplaced) {
  Pool pool = MakePool(1, absl::ZeroDuration());
  auto lease = pool.Borrow();
  lost_ = true;
  lease->reset();
  lost_ = false;
  EXPECT_THAT(pool.Borrow().status(), IsOk());
  EXPECT_EQ(opened_, 2);
}

TEST_F(PoolTest, APingAsksTheServerAndNotThePool) {
  Pool pool = MakePool(1, absl::Seconds(5));
  EXPECT_THAT(pool.Ping(), IsOk());
  lost_ = true;
  EXPECT_THAT(pool.Ping(),
              FailsWith(absl::StatusCode::kUnavailable, "server closed"));
  lost_ = false;
  EXPECT_THAT(pool.Ping(), IsOk());
  EXPECT_EQ(opened_, 2);
}

TEST_F(PoolTest, AFailureToOpenTakesNoPlace) {
  Pool pool = MakePool(1, absl::ZeroDuration());
  open_status_ = absl::UnavailableError("away");
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(pool.Borrow().status(),
                FailsWith(absl::StatusCode::kUnavailable, "away"));
  }
  open_status_ = absl::OkStatus();
  EXPECT_THAT(pool.Borrow().status(), IsOk());
}

}  // namespace
}  // namespace ritornello::sql
