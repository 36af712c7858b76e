#include "libs/sql/postgres_connection.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "libs/sql/row.h"
#include "libs/sql/testing/backends.h"
#include "libs/sql/testing/cutting_relay.h"
#include "libs/status/status_macros.h"
#include "libs/status/status_matchers.h"

namespace ritornello::sql {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using testing::Backend;

TEST(PostgresConnectionTest, ALostSessionIsUnavailableAndNotHealthy) {
  const testing::TestDatabase database(Backend::kPostgres);
  const auto victim = database.Open();
  const auto killer = database.Open();
  const auto pid = victim->Run("SELECT pg_backend_pid()", {});
  ASSERT_TRUE(pid.ok()) << pid.status();
  const Value parameters[] = {(*pid)[0][0]};
  ASSERT_THAT(killer->Run("SELECT pg_terminate_backend($1)", parameters),
              IsOk());
  EXPECT_THAT(victim->Run("SELECT 1", {}),
              FailsWith(absl::StatusCode::kUnavailable, ""));
  EXPECT_FALSE(victim->healthy());
  const Row rows[] = {{int64_t{1}}};
  EXPECT_THAT(victim->RunMany("SELECT CAST($1 AS BIGINT)", rows),
              FailsWith(absl::StatusCode::kUnavailable, ""));
}

TEST(PostgresConnectionTest, ASessionThatMayOnlyReadIsReplaced) {
  const testing::TestDatabase database(Backend::kPostgres);
  const auto pool = database.OpenPool(1);
  {
    const auto lease = pool->Borrow();
    ASSERT_THAT(lease, IsOk());
    ASSERT_THAT((*lease)->RunScript("CREATE TABLE things (id BIGINT)"), IsOk());
    // As a standby, which the server became, would have it.
    ASSERT_THAT((*lease)->RunScript("SET default_transaction_read_only = on"),
                IsOk());
    const Row row = {int64_t{1}};
    for (const absl::Status& refused :
         {(*lease)->Run("INSERT INTO things VALUES ($1)", row).status(),
          (*lease)->RunMany("INSERT INTO things VALUES ($1)", {&row, 1}),
          (*lease)->RunScript("INSERT INTO things VALUES (1)")}) {
      EXPECT_THAT(refused, FailsWith(absl::StatusCode::kUnavailable,
                                     "read-only transaction"));
    }
    EXPECT_FALSE((*lease)->healthy());
  }
  const auto fresh = pool->Borrow();
  ASSERT_THAT(fresh, IsOk());
  EXPECT_THAT((*fresh)->RunScript("INSERT INTO things VALUES (1)"), IsOk());
}

TEST(PostgresConnectionTest, ALockThatCannotBeHadIsUnavailable) {
  const testing::TestDatabase database(Backend::kPostgres);
  const auto holder = database.Open();
  ASSERT_THAT(holder->RunScript("CREATE TABLE things (id BIGINT)"), IsOk());
  ASSERT_THAT(holder->RunScript("BEGIN; LOCK TABLE things"), IsOk());
  for (const char* script :
       {"BEGIN; LOCK TABLE things NOWAIT",
        "BEGIN; SET LOCAL lock_timeout = '10ms'; LOCK TABLE things"}) {
    SCOPED_TRACE(script);
    const auto other = database.Open();
    EXPECT_THAT(other->RunScript(script),
                FailsWith(absl::StatusCode::kUnavailable, "lock"));
    ASSERT_THAT(other->RunScript("ROLLBACK"), IsOk());
    EXPECT_TRUE(other->healthy());
  }
}

// A session that dies within what the server answers to a
// transaction, with and without a last word of it.
class CutSessionTest : public ::testing::Test {
 protected:
  static constexpr int64_t kRowCount = 3;
  // Every message is met at one place or other: they have 5 bytes and more.
  static constexpr size_t kStep = 5;

  CutSessionTest() {
    EXPECT_THAT(direct_->RunScript("CREATE TABLE things"
                                   " (id BIGINT NOT NULL PRIMARY KEY)"),
                IsOk());
  }

  // In one transaction; with a row twice it fails.
  static absl::Status Write(Connection& session, bool with_double) {
    std::vector<Row> rows;
    for (int64_t id = 0; id < kRowCount; ++id) rows.push_back({id});
    if (with_double) rows.push_back({int64_t{0}});
    RITORNELLO_RETURN_IF_ERROR(session.Begin());
    RITORNELLO_RETURN_IF_ERROR(
        session.RunMany("INSERT INTO things VALUES ($1)", rows));
    return session.Run("COMMIT", {}).status();
  }

  // Whether the cut came before the end.
  bool Sweep(const std::string& last_words, bool with_double, size_t size) {
    SCOPED_TRACE(absl::StrCat("after ", size, " bytes"));
    EXPECT_THAT(direct_->RunScript("TRUNCATE things"), IsOk());
    auto session = OpenPostgres(relay_.Through(database_.url()));
    EXPECT_THAT(session.status(), IsOk());
    if (!session.ok()) return false;
    relay_.Order({size, last_words});
    const absl::Status status = Write(**session, with_double);
    const bool was_cut = relay_.has_cut();
    if (was_cut && !absl::IsAlreadyExists(status)) {
      EXPECT_THAT(status, FailsWith(absl::StatusCode::kUnavailable, ""));
      EXPECT_NE(status.message(), "");
    }
    if (!status.ok()) EXPECT_FALSE((*session)->healthy());
    session->reset();
    const auto rows = direct_->Run("SELECT count(*) FROM things", {});
    EXPECT_THAT(rows.status(), IsOk());
    const int64_t count = Int((*rows)[0][0]);
    const bool is_done = count == kRowCount && !with_double;
    EXPECT_TRUE(is_done || (count == 0 && !status.ok())) << count;
    return was_cut;
  }

  testing::TestDatabase database_{Backend::kPostgres};
  std::unique_ptr<Connection> direct_ = database_.Open();
  testing::CuttingRelay relay_;
};

TEST_F(CutSessionTest, IsUnavailableWhereverItEnds) {
  const struct {
    const char* name;
    std::string last_words;
    bool with_double;
  } cases[] = {
      {"without a word", "", false},
      {"told why", testing::ErrorResponse("57P01", "terminating"), false},
      {"told twice",
       testing::ErrorResponse("57P01", "terminating") +
           testing::ErrorResponse("08006", "server closed"),
       false},
      {"after an error, without a word", "", true},
      {"after an error, told why",
       testing::ErrorResponse("57P01", "terminating"), true},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    size_t size = 0;
    while (Sweep(c.last_words, c.with_double, size)) size += kStep;
    EXPECT_GT(size, 100u);
  }
}

}  // namespace
}  // namespace ritornello::sql
