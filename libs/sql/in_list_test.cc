#include "libs/sql/in_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ritornello::sql {
namespace {

using ::testing::HasSubstr;

TEST(InListTest, NumbersItsParameters) {
  EXPECT_EQ(InList(1, 1), "($1)");
  EXPECT_EQ(InList(2, 3), "($2, $3, $4)");
  EXPECT_THAT(PairList(2, 2), HasSubstr("($2, $3), ($4, $5)"));
}

}  // namespace
}  // namespace ritornello::sql
