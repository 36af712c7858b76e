#include "services/catalog/storage/track_rights_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/sql/transaction.h"
#include "libs/status/status_matchers.h"
#include "services/catalog/storage/split_sheet_store.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::IsOk;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class TrackRightsStoreTest
    : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  TrackRightsStoreTest() {
    for (const char* account : {"acme", "globex"}) {
      db_.AddAccount(account);
      db_.AddParty({account, "ana"});
      db_.AddWork({account, "nocturne"});
      db_.AddTrack({account, "live"}, "");
    }
    db_.AddWork({"acme", "intro"});
    db_.AddTrack({"acme", "studio"}, "");
    db_.AddTrack({"acme", "bare"}, "");
  }
  // A sheet that one may know by its weight.
  template <typename Key>
  void Share(const Key& subject, Right right, uint32_t weight) {
    const SheetOf<Key> sheet{subject,
                             {.right = right,
                              .number = 1,
                              .shares = {{"ana", ShareRole::kWriter, weight}}}};
    EXPECT_THAT(sql::RunTransaction(db_.pool(),
                                    [&](sql::Transaction& transaction) {
                                      return InsertSplitSheets(
                                          transaction, std::span(&sheet, 1));
                                    }),
                IsOk());
  }

  testing::CatalogDatabase db_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Both, TrackRightsStoreTest,
                         sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(TrackRightsStoreTest, ATrackComesWithItsOwnSheetsItsWorksAndTheirs) {
  const TrackKey live{"acme", "live"};
  const TrackKey studio{"acme", "studio"};
  const TrackKey elsewhere{"globex", "live"};
  db_.AddTrackWork(live, "nocturne", 2);
  db_.AddTrackWork(live, "intro");
  db_.AddTrackWork(studio, "nocturne");
  db_.AddTrackWork(elsewhere, "nocturne");
  Share(live, Right::kMaster, 1);
  Share(WorkKey{"acme", "nocturne"}, Right::kPerformance, 2);
  Share(WorkKey{"acme", "nocturne"}, Right::kMechanical, 3);
  Share(WorkKey{"globex", "nocturne"}, Right::kPerformance, 4);

  auto rights = GetTrackRights(db_.connection(),
                               {live, studio, elsewhere, {"acme", "bare"}})
                    .value();
  ASSERT_THAT(rights, SizeIs(3));  // nothing is known of the bare one
  ASSERT_THAT(rights[live].sheets, SizeIs(1));
  EXPECT_EQ(rights[live].sheets[0].shares[0].weight, 1u);
  ASSERT_THAT(rights[live].works, SizeIs(2));
  EXPECT_EQ(rights[live].works[0].work_id, "intro");
  EXPECT_EQ(rights[live].works[0].weight, 1u);
  EXPECT_THAT(rights[live].works[0].sheets, IsEmpty());
  EXPECT_EQ(rights[live].works[1].work_id, "nocturne");
  EXPECT_EQ(rights[live].works[1].weight, 2u);
  ASSERT_THAT(rights[live].works[1].sheets, SizeIs(2));
  EXPECT_EQ(rights[live].works[1].sheets[0].shares[0].weight, 2u);
  EXPECT_THAT(rights[studio].sheets, IsEmpty());
  ASSERT_THAT(rights[studio].works, SizeIs(1));
  EXPECT_THAT(rights[studio].works[0].sheets, SizeIs(2));
  ASSERT_THAT(rights[elsewhere].works[0].sheets, SizeIs(1));
  EXPECT_EQ(rights[elsewhere].works[0].sheets[0].shares[0].weight, 4u);
  EXPECT_THAT(GetTrackRights(db_.connection(), {}).value(), IsEmpty());
}

}  // namespace
}  // namespace ritornello::catalog
