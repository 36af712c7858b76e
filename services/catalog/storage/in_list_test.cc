#include "services/catalog/storage/in_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(InListTest, NumbersItsParameters) {
  EXPECT_EQ(InList(1, 1), "($1)");
  EXPECT_EQ(InList(2, 3), "($2, $3, $4)");
  EXPECT_THAT(PairList(2, 2), HasSubstr("($2, $3), ($4, $5)"));
}

TEST(InListTest, PairsAreFoundByTheIndex) {
  testing::CatalogDatabase db(sql::testing::Backend::kSqlite);
  const auto plan =
      db.Run(absl::StrCat("EXPLAIN QUERY PLAN SELECT title FROM tracks"
                          " WHERE (account_id, id) IN ",
                          PairList(1, 2)),
             {"acme", "nocturne", "globex", "etude"});
  std::string steps;
  for (const sql::Row& row : plan) absl::StrAppend(&steps, sql::Text(row[3]));
  EXPECT_THAT(steps, HasSubstr("SEARCH tracks USING INDEX"));
  EXPECT_THAT(steps, Not(HasSubstr("SCAN tracks")));
}

}  // namespace
}  // namespace ritornello::catalog
