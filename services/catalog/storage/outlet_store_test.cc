#include "services/catalog/storage/outlet_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const TrackKey kAir{"acme", "air"};
const TrackKey kNocturne{"acme", "nocturne"};
const TrackKey kElsewhere{"globex", "air"};

// Every field has a value of its own, so that two that are mixed up differ.
Outlet Full(const TrackKey& track, const std::string& id) {
  return {.key = {track, id},
          .display_name = "Spotify Ltd.",
          .kind = OutletKind::kContentId,
          .extent = {.territories = {"DE", "US"},
                     .excluded_territories = {"FR"},
                     .first_day = absl::CivilDay(2026, 1, 2),
                     .last_day = absl::CivilDay(2027, 3, 31)},
          .agreed_library_ids = {"artlist", "titan"},
          .create_time = absl::FromUnixMicros(1'800'000'000'000'001)};
}

class OutletStoreTest : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  OutletStoreTest() {
    db_.AddAccount("acme");
    db_.AddAccount("globex");
    for (const TrackKey& key : {kAir, kNocturne, kElsewhere}) {
      db_.AddTrack(key, "");
    }
  }
  absl::Status Write(
      const std::function<absl::Status(sql::Transaction&)>& work) {
    return sql::RunTransaction(db_.pool(), work);
  }
  absl::Status Insert(const Outlet& outlet) {
    return Write([&](sql::Transaction& t) { return InsertOutlet(t, outlet); });
  }

  testing::CatalogDatabase db_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Both, OutletStoreTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(OutletStoreTest, WhatIsInsertedIsRead) {
  const Outlet full = Full(kAir, "spotify");
  const Outlet bare{.key = {kAir, "bare"},
                    .create_time = absl::FromUnixMicros(5)};
  ASSERT_THAT(Insert(full), IsOk());
  ASSERT_THAT(Insert(bare), IsOk());
  EXPECT_EQ(GetOutlet(db_.connection(), full.key).value(), full);
  EXPECT_EQ(GetOutlet(db_.connection(), bare.key).value(), bare);
  const absl::Status again = Insert(full);
  EXPECT_THAT(again, FailsWith(absl::StatusCode::kAlreadyExists, "spotify"));
  EXPECT_EQ(ReasonOf(again).reason, "OUTLET_EXISTS");
}

TEST_P(OutletStoreTest, SeveralAreInsertedTogether) {
  const Outlet outlets[] = {Full(kAir, "spotify"), Full(kNocturne, "tidal")};
  ASSERT_THAT(
      Write([&](sql::Transaction& t) { return InsertOutlets(t, outlets); }),
      IsOk());
  EXPECT_THAT(OutletsOf(db_.connection(), {kAir, kNocturne}).value(),
              ElementsAre(outlets[0], outlets[1]));
}

TEST_P(OutletStoreTest, UpdatingWritesTheExtentAlone) {
  const Outlet before = Full(kAir, "spotify");
  const Outlet neighbour = Full(kNocturne, "spotify");
  ASSERT_THAT(Insert(before), IsOk());
  ASSERT_THAT(Insert(neighbour), IsOk());
  Outlet after = before;
  after.extent = {.last_day = absl::CivilDay(2026, 5, 1)};
  ASSERT_THAT(
      Write([&](sql::Transaction& t) { return UpdateOutlet(t, after); }),
      IsOk());
  EXPECT_EQ(GetOutlet(db_.connection(), before.key).value(), after);
  EXPECT_EQ(GetOutlet(db_.connection(), neighbour.key).value(), neighbour);
}

TEST_P(OutletStoreTest, DeletingTakesOne) {
  const Outlet gone = Full(kAir, "spotify");
  ASSERT_THAT(Insert(gone), IsOk());
  ASSERT_THAT(Insert(Full(kAir, "tidal")), IsOk());
  ASSERT_THAT(
      Write([&](sql::Transaction& t) { return DeleteOutlet(t, gone.key); }),
      IsOk());
  const absl::Status status = GetOutlet(db_.connection(), gone.key).status();
  EXPECT_THAT(status, FailsWith(absl::StatusCode::kNotFound, "spotify"));
  EXPECT_EQ(ReasonOf(status).reason, "OUTLET_NOT_FOUND");
  EXPECT_THAT(OutletsOf(db_.connection(), {kAir}).value(),
              ElementsAre(Full(kAir, "tidal")));
}

TEST_P(OutletStoreTest, ListsByTrackThenById) {
  for (const TrackKey& track : {kNocturne, kElsewhere, kAir}) {
    for (const char* id : {"tidal", "apple"}) {
      ASSERT_THAT(Insert(Full(track, id)), IsOk());
    }
  }
  EXPECT_THAT(OutletsOf(db_.connection(), {kAir, kNocturne}).value(),
              ElementsAre(Full(kAir, "apple"), Full(kAir, "tidal"),
                          Full(kNocturne, "apple"), Full(kNocturne, "tidal")));
  EXPECT_THAT(OutletsOf(db_.connection(), {}).value(), IsEmpty());
}

}  // namespace
}  // namespace ritornello::catalog
