#include "libs/server/testing/matrix.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/server/testing/echo_fixture.h"

namespace ritornello::server::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class MatrixTest : public EchoFixture {};

TEST_F(MatrixTest, TableIsComplete) {
  EXPECT_THAT(TableMismatches(kEchoRules, {kEchoService, kRelayService}),
              IsEmpty());
}

TEST_F(MatrixTest, EveryRpcRefusesWhomTheTableRefuses) {
  Start();
  const auto channel = Channel();
  const auto cases = AuthorisationMatrix(kEchoRules);
  EXPECT_EQ(cases.size(), 4u * 4 * 4 + 2 * 4);  // 4 scoped and 2 global rules
  int refused_count = 0;
  for (const MatrixCase& c : cases) {
    EXPECT_EQ(DecideByTable(c), c.expected) << c.name;
    EXPECT_EQ(RefusedByServer(c, channel), c.expected) << c.name;
    if (c.expected != absl::StatusCode::kOk) ++refused_count;
  }
  // By hand: a rule for n of the 4 roles refuses the others on all 4 names and
  // these on the 3 that are not their own; a global one refuses the others.
  EXPECT_EQ(refused_count, 12 /* Echo */ + 14 /* EchoBook */ + 12 /* Split */ +
                               14 /* Join */ + 3 /* Chat */ + 0 /* Relay */);
  for (const Rule& rule : kEchoRules) {
    EXPECT_EQ(RefusedAnonymously(rule, channel),
              absl::StatusCode::kUnauthenticated)
        << rule.method;
  }
}

TEST_F(MatrixTest, MissingDoubleAndForeignRowsAreFound) {
  constexpr Rule kWrong[] = {
      kEchoRules[1], kEchoRules[1],
      kEchoRules[2], kEchoRules[3],
      kEchoRules[4], {"x.Y/Z", Role::kReader, "", Scope::kGlobal}};
  EXPECT_THAT(
      TableMismatches(kWrong, {kEchoService}),
      ElementsAre("ritornello.server.testing.EchoService/Echo has 0 rows",
                  "ritornello.server.testing.EchoService/EchoBook has 2 rows",
                  "x.Y/Z is in no service"));
}

// The matrix must notice a server that enforces another table.
TEST_F(MatrixTest, NoticesAServerWithAnotherTable) {
  Start();
  Rule stricter = kEchoRules[1];
  stricter.role = Role::kOperator;
  int difference_count = 0;
  for (const MatrixCase& c : AuthorisationMatrix({&stricter, 1})) {
    if (RefusedByServer(c, Channel()) != c.expected) ++difference_count;
  }
  EXPECT_EQ(difference_count, 4);  // the accountant's, on all four names
}

}  // namespace
}  // namespace ritornello::server::testing
