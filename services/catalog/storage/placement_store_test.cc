#include "services/catalog/storage/placement_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "services/catalog/storage/library_store.h"
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
Placement Full(const TrackKey& track, int64_t number,
               const std::string& library_id = "artlist") {
  return {.key = {track, number},
          .library_id = library_id,
          .scope = ExclusivityScope::kStreaming,
          .content_id_policy = ContentIdPolicy::kWithWhitelist,
          .extent = {.territories = {"DE", "US"},
                     .excluded_territories = {"FR"},
                     .first_day = absl::CivilDay(2026, 1, 2),
                     .last_day = absl::CivilDay(2027, 3, 31)},
          .state = PlacementState::kOffered,
          .submission_id = "spring",
          .create_time = absl::FromUnixMicros(1'800'000'000'000'001)};
}

class PlacementStoreTest
    : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  PlacementStoreTest() {
    db_.AddAccount("acme");
    db_.AddAccount("globex");
    for (const TrackKey& key : {kAir, kNocturne, kElsewhere}) {
      db_.AddTrack(key, "");
    }
    Write([](sql::Transaction& transaction) {
      for (const char* id : {"artlist", "titan"}) {
        EXPECT_THAT(InsertLibrary(transaction, {.id = id}), IsOk());
      }
      return absl::OkStatus();
    });
  }
  void Write(const std::function<absl::Status(sql::Transaction&)>& work) {
    ASSERT_THAT(sql::RunTransaction(db_.pool(), work), IsOk());
  }
  void Insert(const std::vector<Placement>& placements) {
    Write([&](sql::Transaction& transaction) {
      for (const Placement& placement : placements) {
        EXPECT_THAT(InsertPlacement(transaction, placement), IsOk());
      }
      return absl::OkStatus();
    });
  }
  std::vector<std::string> List(const PlacementQuery& query) {
    const auto list = ListPlacements(db_.connection(), query);
    EXPECT_THAT(list, IsOk());
    std::vector<std::string> names;
    for (const Placement& one : list.value()) {
      names.push_back(absl::StrCat(one.key.track.track_id, " ", one.key.number,
                                   " ", one.library_id));
    }
    return names;
  }

  testing::CatalogDatabase db_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Both, PlacementStoreTest,
                         sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(PlacementStoreTest, WhatIsInsertedIsRead) {
  const Placement bare{.key = {kAir, 2},
                       .library_id = "titan",
                       .create_time = absl::FromUnixMicros(5)};
  Insert({Full(kAir, 1), bare});
  EXPECT_EQ(GetPlacement(db_.connection(), {kAir, 1}).value(), Full(kAir, 1));
  EXPECT_EQ(GetPlacement(db_.connection(), {kAir, 2}).value(), bare);
  const absl::Status status =
      GetPlacement(db_.connection(), {kElsewhere, 1}).status();
  EXPECT_THAT(status, FailsWith(absl::StatusCode::kNotFound,
                                "accounts/globex/tracks/air/placements/1"));
  EXPECT_EQ(ReasonOf(status).reason, "PLACEMENT_NOT_FOUND");
}

TEST_P(PlacementStoreTest, UpdatingWritesExtentAndState) {
  Insert({Full(kAir, 1), Full(kAir, 2)});
  Placement after = Full(kAir, 1);
  after.state = PlacementState::kClosed;
  after.extent = {.last_day = absl::CivilDay(2026, 5, 1)};
  Write([&](sql::Transaction& transaction) {
    return UpdatePlacement(transaction, after);
  });
  EXPECT_THAT(PlacementsOf(db_.connection(), {kAir}).value(),
              ElementsAre(after, Full(kAir, 2)));
}

TEST_P(PlacementStoreTest, ListsByTrackThenByNumber) {
  Insert({Full(kNocturne, 1), Full(kAir, 10), Full(kAir, 9, "titan"),
          Full(kElsewhere, 1)});
  EXPECT_THAT(
      List({.account_id = "acme", .count_max = 10}),
      ElementsAre("air 9 titan", "air 10 artlist", "nocturne 1 artlist"));
  EXPECT_THAT(List({.account_id = "acme", .track_id = "air", .count_max = 10}),
              ElementsAre("air 9 titan", "air 10 artlist"));
  EXPECT_THAT(
      List({.account_id = "acme", .library_id = "artlist", .count_max = 10}),
      ElementsAre("air 10 artlist", "nocturne 1 artlist"));
  EXPECT_THAT(List({.account_id = "acme",
                    .after_track_id = "air",
                    .after_number = 9,
                    .count_max = 1}),
              ElementsAre("air 10 artlist"));
  EXPECT_THAT(List({.account_id = "nobody", .count_max = 10}), IsEmpty());
  EXPECT_THAT(PlacementsOf(db_.connection(), {kNocturne, kElsewhere}).value(),
              ElementsAre(Full(kNocturne, 1), Full(kElsewhere, 1)));
  EXPECT_THAT(PlacementsOf(db_.connection(), {}).value(), IsEmpty());
}

}  // namespace
}  // namespace ritornello::catalog
