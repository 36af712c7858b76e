#include "libs/sql/migrations.h"

#include <gtest/gtest.h>

#include <thread>

#include "libs/sql/row.h"
#include "libs/sql/testing/backends.h"
#include "libs/sql/testing/faulty_connection.h"
#include "libs/status/status_matchers.h"

namespace ritornello::sql {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using testing::Backend;
using testing::Fault;

constexpr absl::Time kNow = absl::UnixEpoch();
const Migration kFirst = {1, "0001_a.sql",
                          "CREATE TABLE a (id BIGINT);"
                          "INSERT INTO a VALUES (1);"};
const Migration kSecond = {2, "0002_b.sql", "CREATE TABLE b (id BIGINT);"};

class MigrationsTest : public ::testing::TestWithParam<Backend> {
 protected:
  absl::Status Run(const std::vector<Migration>& migrations) {
    return Migrate(*connection_, migrations, kNow);
  }
  int64_t Count(const std::string& table) {
    const auto rows = connection_->Run("SELECT count(*) FROM " + table, {});
    return rows.ok() ? Int((*rows)[0][0]) : -1;
  }

  testing::TestDatabase database_{GetParam()};
  std::unique_ptr<Connection> connection_ = database_.Open();
};

INSTANTIATE_TEST_SUITE_P(Both, MigrationsTest, testing::ForBothBackends(),
                         testing::BackendName);

TEST_P(MigrationsTest, AppliesWhatIsMissingOnce) {
  ASSERT_THAT(Run({kFirst}), IsOk());
  ASSERT_THAT(Run({kFirst, kSecond}), IsOk());
  ASSERT_THAT(Run({kFirst, kSecond}), IsOk());
  EXPECT_EQ(Count("a"), 1);
  EXPECT_EQ(Count("b"), 0);
  EXPECT_EQ(Count("schema_migrations"), 2);
}

TEST_P(MigrationsTest, RefusesAChangedOrANewerDatabase) {
  ASSERT_THAT(Run({kFirst, kSecond}), IsOk());
  Migration changed = kFirst;
  changed.script = "CREATE TABLE a (id TEXT);";
  EXPECT_THAT(Run({changed, kSecond}),
              FailsWith(absl::StatusCode::kFailedPrecondition, "0001_a.sql"));
  EXPECT_THAT(Run({kFirst}), FailsWith(absl::StatusCode::kFailedPrecondition,
                                       "run the newer program"));
}

TEST_P(MigrationsTest, ABrokenOneLeavesNothing) {
  const Migration broken = {2, "0002_broken.sql",
                            "CREATE TABLE c (id BIGINT); CREATE TABEL d;"};
  EXPECT_FALSE(Run({kFirst, broken}).ok());
  EXPECT_EQ(Count("a"), -1);
  EXPECT_EQ(Count("c"), -1);
  EXPECT_THAT(Run({kFirst, kSecond}), IsOk());
}

TEST_P(MigrationsTest, AnyFaultAndARetryAppliesOnce) {
  for (const Fault fault : {Fault::kNotDone, Fault::kAnswerLost}) {
    for (int n = 0;; ++n) {
      const testing::TestDatabase database(GetParam());
      testing::Faults faults;
      testing::FaultyConnection connection(database.Open(), faults);
      const Migration migrations[] = {kFirst, kSecond};
      faults.FailCall(n, fault);
      const absl::Status first = Migrate(connection, migrations, kNow);
      if (!faults.fault_happened()) {
        EXPECT_THAT(first, IsOk());
        break;
      }
      const auto again = database.Open();
      EXPECT_THAT(Migrate(*again, migrations, kNow), IsOk());
      const auto rows = again->Run("SELECT count(*) FROM a", {});
      ASSERT_TRUE(rows.ok()) << rows.status();
      EXPECT_EQ(Int((*rows)[0][0]), 1) << "call " << n;
    }
  }
}

TEST_P(MigrationsTest, TenProgramsMayStartTogether) {
  std::vector<std::thread> programs;
  for (int i = 0; i < 10; ++i) {
    programs.emplace_back([&] {
      const auto connection = database_.Open();
      const Migration migrations[] = {kFirst, kSecond};
      EXPECT_THAT(Migrate(*connection, migrations, kNow), IsOk());
    });
  }
  for (std::thread& program : programs) program.join();
  EXPECT_EQ(Count("a"), 1);
}

TEST(MigrationsForTest, PicksTheDialectsFilesByNumber) {
  const auto got =
      MigrationsFor(Dialect::kSqlite, {{"migrations/sqlite/0002_b.sql", "B"},
                                       {"migrations/postgres/0001_a.sql", "PA"},
                                       {"migrations/sqlite/0001_a.sql", "A"}});
  ASSERT_EQ(got.size(), 2u);
  EXPECT_EQ(got[0].number, 1);
  EXPECT_EQ(got[0].name, "0001_a.sql");
  EXPECT_EQ(got[0].script, "A");
  EXPECT_EQ(got[1].script, "B");
}

}  // namespace
}  // namespace ritornello::sql
