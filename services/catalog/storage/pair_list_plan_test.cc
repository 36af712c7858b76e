#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "libs/sql/in_list.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(PairListTest, PairsAreFoundByTheIndex) {
  testing::CatalogDatabase db(sql::testing::Backend::kSqlite);
  const auto plan =
      db.Run(absl::StrCat("EXPLAIN QUERY PLAN SELECT title FROM tracks"
                          " WHERE (account_id, id) IN ",
                          sql::PairList(1, 2)),
             {"acme", "nocturne", "globex", "etude"});
  std::string steps;
  for (const sql::Row& row : plan) absl::StrAppend(&steps, sql::Text(row[3]));
  EXPECT_THAT(steps, HasSubstr("SEARCH tracks USING INDEX"));
  EXPECT_THAT(steps, Not(HasSubstr("SCAN tracks")));
}

}  // namespace
}  // namespace ritornello::catalog
