#include "libs/sql/transaction.h"

#include <gtest/gtest.h>

#include <thread>

#include "libs/sql/pool.h"
#include "libs/sql/row.h"
#include "libs/sql/testing/backends.h"
#include "libs/sql/testing/faulty_connection.h"
#include "libs/status/status_macros.h"
#include "libs/status/status_matchers.h"

namespace ritornello::sql {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using testing::Backend;
using testing::Fault;

class TransactionTest : public ::testing::TestWithParam<Backend> {
 protected:
  TransactionTest() {
    EXPECT_THAT(connection_->RunScript(
                    "CREATE TABLE counters (id BIGINT PRIMARY KEY, n BIGINT);"
                    "INSERT INTO counters VALUES (1, 0)"),
                IsOk());
  }
  int64_t Count() {
    const auto rows = connection_->Run("SELECT n FROM counters", {});
    return Int(rows.value()[0][0]);
  }
  static absl::Status Add(Transaction& transaction) {
    return transaction.Run("UPDATE counters SET n = n + 1", {}).status();
  }

  testing::TestDatabase database_{GetParam()};
  std::unique_ptr<Connection> connection_ = database_.Open();
};

INSTANTIATE_TEST_SUITE_P(Both, TransactionTest, testing::ForBothBackends(),
                         testing::BackendName);

TEST_P(TransactionTest, CommitKeepsAndTheEndOfScopeUndoes) {
  {
    auto kept = Transaction::Begin(*connection_);
    ASSERT_TRUE(kept.ok());
    ASSERT_THAT(Add(*kept), IsOk());
    ASSERT_THAT(kept->Commit(), IsOk());
  }
  {
    auto undone = Transaction::Begin(*connection_);
    ASSERT_TRUE(undone.ok());
    ASSERT_THAT(Add(*undone), IsOk());
  }
  EXPECT_EQ(Count(), 1);
}

// PostgreSQL ends a transaction at its first error and answers COMMIT with
// ROLLBACK, which is no error. SQLite undoes the statement alone, except for
// errors that end all, as a full disk does and OR ROLLBACK here.
TEST_P(TransactionTest, WhatAnErrorEndedIsNotCommitted) {
  struct Case {
    const char* failing;
    const char* refusal;  // null: the rest is committed
  };
  const char kRolledBack[] =
      "rolled back: a statement of the transaction had failed";
  const std::vector<Case> cases =
      GetParam() == Backend::kSqlite
          ? std::vector<Case>{{"INSERT INTO counters VALUES (1, 0)", nullptr},
                              {"SELEC 1", nullptr},
                              {"INSERT OR ROLLBACK INTO counters VALUES (1, 0)",
                               "no transaction is active"}}
          : std::vector<Case>{
                {"INSERT INTO counters VALUES (1, 0)", kRolledBack},
                {"SELEC 1", kRolledBack}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.failing);
    const int64_t before = Count();
    absl::Status committed;
    {
      auto transaction = Transaction::Begin(*connection_);
      ASSERT_THAT(transaction, IsOk());
      ASSERT_THAT(Add(*transaction), IsOk());
      ASSERT_FALSE(transaction->Run(c.failing, {}).ok());
      committed = transaction->Commit();
    }
    if (c.refusal == nullptr) {
      EXPECT_THAT(committed, IsOk());
    } else {
      EXPECT_THAT(committed, FailsWith(absl::StatusCode::kInternal, c.refusal));
    }
    EXPECT_EQ(Count(), before + (committed.ok() ? 1 : 0));
  }
}

TEST_P(TransactionTest, TheThreadKnowsThatOneIsOpen) {
  EXPECT_FALSE(IsTransactionOpenOnThisThread());
  {
    auto first = Transaction::Begin(*connection_);
    ASSERT_TRUE(first.ok());
    const Transaction moved = *std::move(first);
    EXPECT_TRUE(IsTransactionOpenOnThisThread());
  }
  EXPECT_FALSE(IsTransactionOpenOnThisThread());
  auto second = Transaction::Begin(*connection_);
  ASSERT_THAT(second->Commit(), IsOk());
  EXPECT_FALSE(IsTransactionOpenOnThisThread());
}

// After each fault the connection is usable, nothing is half there, and what
// was refused is not there unless the answer to COMMIT was what got lost.
TEST_P(TransactionTest, SurvivesAnyFault) {
  for (const Fault fault : {Fault::kNotDone, Fault::kAnswerLost}) {
    testing::Faults faults;
    Pool pool(
        [&] {
          return absl::StatusOr<std::unique_ptr<Connection>>(
              std::make_unique<testing::FaultyConnection>(database_.Open(),
                                                          faults));
        },
        1, absl::Seconds(1));
    for (int n = 0;; ++n) {
      const int64_t before = Count();
      faults.FailCall(n, fault);
      const absl::Status status = RunTransaction(pool, Add);
      if (!faults.fault_happened()) {
        EXPECT_THAT(status, IsOk());
        EXPECT_EQ(n, 3);  // BEGIN, UPDATE, COMMIT
        break;
      }
      EXPECT_THAT(status,
                  FailsWith(absl::StatusCode::kUnavailable, "injected"));
      const bool committed = n == 2 && fault == Fault::kAnswerLost;
      EXPECT_EQ(Count(), before + (committed ? 1 : 0)) << "call " << n;
    }
  }
}

TEST_P(TransactionTest, RetriesARaceAndNothingElse) {
  const auto pool = database_.OpenPool();
  int tries = 0;
  EXPECT_THAT(RunTransaction(*pool,
                             [&](Transaction&) {
                               return ++tries < 3 ? absl::AbortedError("race")
                                                  : absl::OkStatus();
                             }),
              IsOk());
  EXPECT_EQ(tries, 3);
  tries = 0;
  EXPECT_THAT(RunTransaction(*pool,
                             [&](Transaction&) {
                               ++tries;
                               return absl::AbortedError("race");
                             }),
              FailsWith(absl::StatusCode::kAborted, "race"));
  EXPECT_EQ(tries, kTransactionTriesMax);
  for (const absl::Status& other :
       {absl::NotFoundError("no"), absl::UnavailableError("locked")}) {
    tries = 0;
    EXPECT_EQ(RunTransaction(*pool,
                             [&](Transaction&) {
                               ++tries;
                               return other;
                             }),
              other);
    EXPECT_EQ(tries, 1);
  }
}

// Reads before it writes, which SQLite would refuse to all but one of several
// deferred transactions, and PostgreSQL would let overwrite each other.
TEST_P(TransactionTest, EightThreadsLoseNoUpdate) {
  const auto pool = database_.OpenPool(8);
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 25; ++i) {
        EXPECT_THAT(
            RunTransaction(
                *pool,
                [&](Transaction& transaction) -> absl::Status {
                  const char* lock =
                      transaction.dialect() == Dialect::kPostgres
                          ? "SELECT n FROM counters WHERE id = 1 FOR UPDATE"
                          : "SELECT n FROM counters WHERE id = 1";
                  RITORNELLO_ASSIGN_OR_RETURN(const auto rows,
                                              transaction.Run(lock, {}));
                  const Value row[] = {Int(rows[0][0]) + 1};
                  return transaction
                      .Run("UPDATE counters SET n = $1 WHERE id = 1", row)
                      .status();
                }),
            IsOk());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Count(), 200);
}

}  // namespace
}  // namespace ritornello::sql
