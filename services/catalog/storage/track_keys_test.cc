#include "services/catalog/storage/track_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "libs/status/status_matchers.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::IsOk;
using ::testing::IsEmpty;

class TrackKeysTest : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  TrackKeysTest() {
    for (const char* account : {"acme", "globex"}) db_.AddAccount(account);
  }

  testing::CatalogDatabase db_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Both, TrackKeysTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(TrackKeysTest, LockTracksTellsWhichExist) {
  const TrackKey air{"acme", "air"};
  const TrackKey elsewhere{"globex", "air"};
  db_.AddTrack(air, "");
  db_.AddTrack(elsewhere, "");
  auto transaction = sql::Transaction::Begin(db_.connection());
  ASSERT_THAT(transaction, IsOk());
  EXPECT_EQ(
      LockTracks(*transaction, {air, {"acme", "sonata"}, elsewhere}).value(),
      (std::set<TrackKey>{air, elsewhere}));
  EXPECT_THAT(LockTracks(*transaction, {}).value(), IsEmpty());
}

}  // namespace
}  // namespace ritornello::catalog
