#include "services/catalog/domain/write_once.h"

#include <gtest/gtest.h>

#include "libs/sql/testing/faulty_connection.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "libs/time/fake_clock.h"
#include "services/catalog/storage/account_store.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using sql::testing::Backend;
using sql::testing::Fault;

request_log::Request Numbered(const std::string& id) {
  return {.subject = "ana",
          .request_id = id,
          .method = "Service/Method",
          .payload_sha256 = "00"};
}

class WriteOnceTest : public ::testing::TestWithParam<Backend> {
 protected:
  absl::StatusOr<std::string> OpenAccount(sql::Pool& pool,
                                          const request_log::Request& request,
                                          const std::string& id) {
    return WriteOnce(
        pool, clock_, request,
        [&](sql::Transaction& transaction,
            absl::Time now) -> absl::StatusOr<std::string> {
          const absl::Status status = InsertAccount(transaction, {id, id, now});
          if (!status.ok()) return status;
          return AccountName(id);
        });
  }
  size_t AccountCount() {
    return db_.Run("SELECT id FROM accounts", {}).size();
  }

  ritornello::testing::FakeClock clock_;
  testing::CatalogDatabase db_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Both, WriteOnceTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

// Fails each call to the database in turn, in both ways a call can fail: a
// retry finds one account, and is told its name.
TEST_P(WriteOnceTest, ARetryAfterAnyFaultWritesExactlyOnce) {
  size_t account_count = 0;
  sql::testing::Faults faults;
  sql::Pool faulty_pool(
      [&]() -> absl::StatusOr<std::unique_ptr<sql::Connection>> {
        return std::make_unique<sql::testing::FaultyConnection>(
            db_.database().Open(), faults);
      },
      1, absl::Seconds(5));
  for (const Fault fault : {Fault::kNotDone, Fault::kAnswerLost}) {
    for (int n = 0;; ++n) {
      ++account_count;
      const std::string id = "a" + std::to_string(account_count);
      faults.FailCall(n, fault);
      const auto first = OpenAccount(faulty_pool, Numbered(id), id);
      if (!faults.fault_happened()) {
        EXPECT_EQ(first.value(), AccountName(id));
        EXPECT_EQ(n, 5);  // BEGIN, recall, INSERT, record, COMMIT
        break;
      }
      EXPECT_THAT(first, FailsWith(absl::StatusCode::kUnavailable, "injected"));
      faults.Stop();
      EXPECT_EQ(OpenAccount(faulty_pool, Numbered(id), id).value(),
                AccountName(id));
      ASSERT_EQ(AccountCount(), account_count) << "fault at call " << n;
    }
  }
}

TEST_P(WriteOnceTest, WithoutARequestIdASecondCallIsAnotherOne) {
  ASSERT_THAT(OpenAccount(db_.pool(), {}, "acme"), IsOk());
  EXPECT_THAT(OpenAccount(db_.pool(), {}, "acme"),
              FailsWith(absl::StatusCode::kAlreadyExists, "accounts/acme"));
}

TEST_P(WriteOnceTest, ALostRaceIsTriedAgainAndAnAnswerIsNot) {
  int try_count = 0;
  const auto raced = WriteOnce(
      db_.pool(), clock_, {},
      [&](sql::Transaction&, absl::Time) -> absl::StatusOr<std::string> {
        if (++try_count < 3) return absl::AbortedError("lost a race");
        return "accounts/acme";
      });
  EXPECT_EQ(raced.value(), "accounts/acme");
  EXPECT_EQ(try_count, 3);

  try_count = 0;
  const auto answered = WriteOnce(
      db_.pool(), clock_, Numbered("r"),
      [&](sql::Transaction& transaction,
          absl::Time now) -> absl::StatusOr<std::string> {
        ++try_count;
        EXPECT_THAT(InsertAccount(transaction, {"acme", "acme", now}), IsOk());
        return RequireRevision(1, 2, "accounts/acme");
      });
  EXPECT_THAT(answered, FailsWith(absl::StatusCode::kAborted, "accounts/acme"));
  EXPECT_EQ(try_count, 1);
  EXPECT_EQ(AccountCount(), 0u);  // what it did before is undone
}

TEST_P(WriteOnceTest, NowIsWhatARowCanKeep) {
  clock_.Advance(absl::Nanoseconds(1'234'567));
  ASSERT_THAT(OpenAccount(db_.pool(), {}, "acme"), IsOk());
  EXPECT_EQ(GetAccount(db_.connection(), "acme")->create_time,
            absl::FromUnixMicros(1'800'000'000'001'234));
}

TEST(RequireRevisionTest, NoneOrTheCurrentOneWillDo) {
  EXPECT_THAT(RequireRevision(std::nullopt, 7, "x"), IsOk());
  EXPECT_THAT(RequireRevision(7, 7, "x"), IsOk());
  for (const int64_t other : {6, 8, 0}) {
    const absl::Status status = RequireRevision(other, 7, "parties/ana");
    EXPECT_THAT(status, FailsWith(absl::StatusCode::kAborted, "parties/ana"));
    EXPECT_EQ(ReasonOf(status).reason, "ETAG_MISMATCH");
  }
}

}  // namespace
}  // namespace ritornello::catalog
