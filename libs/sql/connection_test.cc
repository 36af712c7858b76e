#include "libs/sql/connection.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "absl/strings/str_cat.h"
#include "libs/sql/open.h"
#include "libs/sql/row.h"
#include "libs/sql/testing/backends.h"
#include "libs/status/status_matchers.h"

namespace ritornello::sql {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using testing::Backend;

class ConnectionTest : public ::testing::TestWithParam<Backend> {
 protected:
  ConnectionTest() {
    const bool sqlite = GetParam() == Backend::kSqlite;
    EXPECT_THAT(
        connection_->RunScript(absl::StrCat(
            "CREATE TABLE things (id BIGINT NOT NULL PRIMARY KEY,"
            " whole ",
            sqlite ? "INTEGER" : "BIGINT", ", number ",
            sqlite ? "REAL" : "DOUBLE PRECISION",
            ", word TEXT, CHECK (whole <> 13));"
            "CREATE TABLE parts (thing BIGINT REFERENCES things (id))")),
        IsOk());
  }

  absl::Status Insert(int64_t id, Value whole, Value number, Value word) {
    const Value row[] = {id, std::move(whole), std::move(number),
                         std::move(word)};
    return connection_
        ->Run(
            "INSERT INTO things (id, whole, number, word)"
            " VALUES ($1, $2, $3, $4)",
            row)
        .status();
  }
  std::vector<Row> Select(absl::string_view statement,
                          std::span<const Value> parameters = {}) {
    auto rows = connection_->Run(statement, parameters);
    EXPECT_TRUE(rows.ok()) << rows.status();
    return rows.ok() ? *std::move(rows) : std::vector<Row>();
  }

  testing::TestDatabase database_{GetParam()};
  std::unique_ptr<Connection> connection_ = database_.Open();
};

INSTANTIATE_TEST_SUITE_P(Both, ConnectionTest, testing::ForBothBackends(),
                         testing::BackendName);

TEST_P(ConnectionTest, ValuesRoundTrip) {
  const struct {
    Value whole, number, word;
  } cases[] = {
      {int64_t{0}, 0.5, "plain"},
      {std::numeric_limits<int64_t>::max(), 1e308, "Ünïcödé 夜 🎵"},
      {std::numeric_limits<int64_t>::min(), -4.9406564584124654e-324, ""},
      {int64_t{-1}, 0.1, "it's; -- $1 \"quoted\"\n\ttext"},
      {Null(), Null(), Null()},
  };
  int64_t id = 0;
  for (const auto& c : cases) {
    SCOPED_TRACE(++id);
    ASSERT_THAT(Insert(id, c.whole, c.number, c.word), IsOk());
    const Value key[] = {id};
    const auto rows =
        Select("SELECT whole, number, word FROM things WHERE id = $1", key);
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows[0][0], c.whole);
    EXPECT_EQ(rows[0][1], c.number);
    EXPECT_EQ(rows[0][2], c.word);
  }
}

TEST_P(ConnectionTest, TheDigitOfAParameterDecidesNotItsPlace) {
  const Value row[] = {std::string("one"), int64_t{2}};
  const auto rows = Select(
      "SELECT CAST($2 AS BIGINT), CAST($1 AS TEXT), CAST($2 AS BIGINT)", row);
  EXPECT_EQ(rows[0], (Row{int64_t{2}, std::string("one"), int64_t{2}}));
}

TEST_P(ConnectionTest, ErrorsHaveTheirClass) {
  ASSERT_THAT(Insert(1, int64_t{1}, Null(), Null()), IsOk());
  EXPECT_THAT(Insert(1, int64_t{1}, Null(), Null()),
              FailsWith(absl::StatusCode::kAlreadyExists, ""));
  EXPECT_THAT(Insert(2, int64_t{13}, Null(), Null()),
              FailsWith(absl::StatusCode::kFailedPrecondition, ""));
  const Value nowhere[] = {int64_t{99}};
  EXPECT_THAT(connection_->Run("INSERT INTO parts VALUES ($1)", nowhere),
              FailsWith(absl::StatusCode::kFailedPrecondition, ""));
  EXPECT_THAT(connection_->Run("SELEC 1", {}),
              FailsWith(absl::StatusCode::kInternal, "SELEC"));
  ASSERT_THAT(Insert(3, std::numeric_limits<int64_t>::max(), Null(), Null()),
              IsOk());
  EXPECT_THAT(
      connection_->Run("SELECT CAST(sum(whole) AS BIGINT) FROM things", {}),
      FailsWith(absl::StatusCode::kOutOfRange, ""));
  // None of it has hurt the session.
  EXPECT_TRUE(connection_->healthy());
  EXPECT_EQ(Int(Select("SELECT count(*) FROM things")[0][0]), 2);
}

TEST_P(ConnectionTest, RefusesTextThatNotBothCanHold) {
  const struct {
    const char* name;
    std::string text;
  } cases[] = {
      {"NUL", std::string("a\0b", 3)}, {"stray byte", "\xff"},
      {"cut short", "caf\xc3"},        {"overlong", "\xc0\xaf"},
      {"surrogate", "\xed\xa0\x80"},   {"past the end", "\xf4\x90\x80\x80"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_THAT(Insert(1, Null(), Null(), c.text),
                FailsWith(absl::StatusCode::kInvalidArgument, "$4"));
    const Row rows[] = {{int64_t{1}, c.text}};
    EXPECT_THAT(connection_->RunMany(
                    "INSERT INTO things (id, word) VALUES ($1, $2)", rows),
                FailsWith(absl::StatusCode::kInvalidArgument, "$2"));
  }
}

// 2'500 rows: more than PostgreSQL is sent without reading its answers.
TEST_P(ConnectionTest, RunManyDoesAllInOrder) {
  std::vector<Row> rows;
  for (int64_t id = 1; id <= 2'500; ++id) {
    rows.push_back({id, id * 2, std::string(1'000, 'x')});
  }
  ASSERT_THAT(
      connection_->RunMany(
          "INSERT INTO things (id, whole, word) VALUES ($1, $2, $3)", rows),
      IsOk());
  const auto sums = Select(
      "SELECT count(*), CAST(sum(whole) AS BIGINT)"
      " FROM things");
  EXPECT_EQ(Int(sums[0][0]), 2'500);
  EXPECT_EQ(Int(sums[0][1]), 2'500 * 2'501);
}

TEST_P(ConnectionTest, RunManyStopsAtTheFirstError) {
  const Row rows[] = {{int64_t{1}}, {int64_t{1}}, {int64_t{2}}};
  ASSERT_THAT(connection_->Begin(), IsOk());
  EXPECT_THAT(connection_->RunMany("INSERT INTO things (id) VALUES ($1)", rows),
              FailsWith(absl::StatusCode::kAlreadyExists, ""));
  ASSERT_THAT(connection_->Run("ROLLBACK", {}), IsOk());
  EXPECT_EQ(Int(Select("SELECT count(*) FROM things")[0][0]), 0);
}

TEST_P(ConnectionTest, RunManyOfNothingIsNothing) {
  EXPECT_THAT(connection_->RunMany("INSERT INTO things (id) VALUES ($1)", {}),
              IsOk());
}

TEST_P(ConnectionTest, ReturningAndOnConflictAreCommonGround) {
  const Value row[] = {int64_t{7}, std::string("a")};
  const auto rows = Select(
      "INSERT INTO things (id, word) VALUES ($1, $2)"
      " ON CONFLICT (id) DO UPDATE SET word = excluded.word RETURNING id, word",
      row);
  EXPECT_EQ(rows, (std::vector<Row>{{int64_t{7}, std::string("a")}}));
}

TEST_P(ConnectionTest, ASessionInATransactionIsNotLentAgain) {
  for (const char* script : {"BEGIN", "BEGIN; SELECT nothing"}) {
    SCOPED_TRACE(script);
    connection_->RunScript(script).IgnoreError();
    EXPECT_FALSE(connection_->healthy());
    ASSERT_THAT(connection_->RunScript("ROLLBACK"), IsOk());
    EXPECT_TRUE(connection_->healthy());
  }
}

TEST(OpenTest, RefusesWhatItDoesNotKnow) {
  const struct {
    const char* url;
    absl::StatusCode code;
    const char* text;
  } cases[] = {
      {"mysql://root:secret@db/x", absl::StatusCode::kInvalidArgument,
       "\"mysql:...\""},
      {"", absl::StatusCode::kInvalidArgument, "sqlite:PATH"},
      {"sqlite:", absl::StatusCode::kInvalidArgument, "sqlite:PATH"},
      {"sqlite:/nowhere/at/all.db", absl::StatusCode::kUnavailable,
       "/nowhere/at/all.db"},
      {"postgres://x@/y?host=/nowhere", absl::StatusCode::kUnavailable,
       "/nowhere"},
  };
  for (const auto& c : cases) {
    EXPECT_THAT(OpenPool(c.url, {}), FailsWith(c.code, c.text)) << c.url;
  }
}

}  // namespace
}  // namespace ritornello::sql
