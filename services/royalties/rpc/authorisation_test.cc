#include "services/royalties/rpc/authorisation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "libs/server/testing/matrix.h"
#include "services/royalties/rpc/testing/service_fixture.h"

namespace ritornello::royalties {
namespace {

using ::testing::IsEmpty;

class AuthorisationTest : public testing::ServiceFixture {};

TEST_F(AuthorisationTest, TableIsCompleteAndSorted) {
  EXPECT_THAT(server::testing::TableMismatches(Rules(), testing::kServiceNames),
              IsEmpty());
  EXPECT_TRUE(std::is_sorted(
      Rules().begin(), Rules().end(),
      [](const auto& a, const auto& b) { return a.method < b.method; }));
}

TEST_F(AuthorisationTest, EveryRpcRefusesWhomTheTableRefuses) {
  for (const auto& c : server::testing::AuthorisationMatrix(Rules())) {
    EXPECT_EQ(server::testing::DecideByTable(c), c.expected) << c.name;
    EXPECT_EQ(server::testing::RefusedByServer(c, channel()), c.expected)
        << c.name;
  }
  for (const server::Rule& rule : Rules()) {
    EXPECT_EQ(server::testing::RefusedAnonymously(rule, channel()),
              absl::StatusCode::kUnauthenticated)
        << rule.method;
  }
}

}  // namespace
}  // namespace ritornello::royalties
