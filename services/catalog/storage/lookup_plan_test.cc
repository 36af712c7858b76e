#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// What is asked once for each track must not read a whole account.
TEST(LookupPlanTest, WhatIsAskedForEachTrackIsFoundByAnIndex) {
  testing::CatalogDatabase db(sql::testing::Backend::kSqlite);
  const struct {
    const char* statement;
    const char* index;
  } cases[] = {
      {"SELECT id FROM parties WHERE account_id = $1"
       " AND display_name IN ($2, 'Ben')",
       "parties_by_display_name (account_id=? AND display_name=?)"},
      {"SELECT submission_id FROM submission_tracks WHERE account_id = $1"
       " AND track_id = $2",
       "submission_tracks_by_track (account_id=? AND track_id=?)"},
      {"SELECT agreement_id FROM agreement_tracks WHERE account_id = $1"
       " AND track_id = $2",
       "agreement_tracks_by_track (account_id=? AND track_id=?)"},
  };
  for (const auto& c : cases) {
    std::string steps;
    for (const sql::Row& row :
         db.Run(absl::StrCat("EXPLAIN QUERY PLAN ", c.statement),
                {"acme", "air"})) {
      absl::StrAppend(&steps, sql::Text(row[3]), "\n");
    }
    EXPECT_THAT(steps, HasSubstr(c.index));
    EXPECT_THAT(steps, Not(HasSubstr("SCAN")));
  }
}

}  // namespace
}  // namespace ritornello::catalog
