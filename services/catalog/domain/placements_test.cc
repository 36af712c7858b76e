#include "services/catalog/domain/placements.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/barrier.h"
#include "libs/sql/transaction.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "libs/time/fake_clock.h"
#include "services/catalog/domain/outlets.h"
#include "services/catalog/storage/library_store.h"
#include "services/catalog/storage/placement_store.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Scope = ExclusivityScope;
using Day = absl::CivilDay;

const TrackKey kAir{"acme", "air"};
// The recording of Air under another name: the same ISRC.
const TrackKey kAirAgain{"acme", "air-again"};
const TrackKey kNocturne{"acme", "nocturne"};

constexpr auto kPrecondition = absl::StatusCode::kFailedPrecondition;

class PlacementsTest : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  PlacementsTest() {
    db_.AddAccount("acme");
    db_.AddTrack(kAir, "GBAYE6800011");
    db_.AddTrack(kAirAgain, "GBAYE6800011");
    db_.AddTrack(kNocturne, "");
    const Library libraries[] = {
        {.id = "artlist",
         .exclusivity_scope = Scope::kLicensing,
         .content_id_policy = ContentIdPolicy::kNotAllowed},
        {.id = "titan", .exclusivity_scope = Scope::kNonExclusive},
        {.id = "zest"}};
    EXPECT_THAT(sql::RunTransaction(db_.pool(),
                                    [&](sql::Transaction& transaction) {
                                      for (const Library& library : libraries) {
                                        EXPECT_THAT(
                                            InsertLibrary(transaction, library),
                                            IsOk());
                                      }
                                      return absl::OkStatus();
                                    }),
                IsOk());
  }
  static Placement At(const TrackKey& track, const std::string& library_id,
                      Scope scope = Scope::kUnspecified, Extent extent = {}) {
    return {.key = {track, 0},
            .library_id = library_id,
            .scope = scope,
            .extent = std::move(extent)};
  }
  Day Today() const {
    return absl::ToCivilDay(clock_.Now(), absl::UTCTimeZone());
  }

  ritornello::testing::FakeClock clock_;
  testing::CatalogDatabase db_{GetParam()};
  Placements placements_{db_.pool(), clock_};
  Outlets outlets_{db_.pool(), clock_};
};

INSTANTIATE_TEST_SUITE_P(Both, PlacementsTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(PlacementsTest, WhatIsNotSaidIsTheLibrarys) {
  EXPECT_EQ(placements_.Create(At(kAir, "artlist"), {}).value(),
            (Placement{.key = {kAir, 1},
                       .library_id = "artlist",
                       .scope = Scope::kLicensing,
                       .content_id_policy = ContentIdPolicy::kNotAllowed,
                       .extent = {.first_day = Today()},
                       .create_time = clock_.Now()}));
  EXPECT_EQ(
      placements_
          .Create(At(kNocturne, "artlist", Scope::kNonExclusive,
                     {.territories = {"de"}, .first_day = Day(2020, 1, 1)}),
                  {})
          .value(),
      (Placement{
          .key = {kNocturne, 1},
          .library_id = "artlist",
          .scope = Scope::kNonExclusive,
          .content_id_policy = ContentIdPolicy::kNotAllowed,
          .extent = {.territories = {"DE"}, .first_day = Day(2020, 1, 1)},
          .create_time = clock_.Now()}));
}

TEST_P(PlacementsTest, Refusals) {
  EXPECT_THAT(placements_.Create(At({"acme", "none"}, "artlist"), {}),
              FailsWith(absl::StatusCode::kNotFound, "tracks/none"));
  EXPECT_THAT(placements_.Create(At(kAir, "none"), {}),
              FailsWith(absl::StatusCode::kNotFound, "libraries/none"));
  EXPECT_THAT(
      placements_.Create(
          At(kAir, "artlist", Scope::kAll, {.territories = {"UK"}}), {}),
      FailsWith(absl::StatusCode::kInvalidArgument,
                "placement.extent.territories[0]"));
  EXPECT_THAT(PlacementsOf(db_.connection(), {kAir}).value(), IsEmpty());
}

TEST_P(PlacementsTest, AnotherTrackWithTheRecordingIsCovered) {
  ASSERT_THAT(placements_.Create(At(kAir, "artlist"), {}), IsOk());
  const absl::Status status =
      placements_.Create(At(kAirAgain, "titan"), {}).status();
  EXPECT_THAT(status, FailsWith(kPrecondition,
                                "accounts/acme/tracks/air/placements/1: "
                                "libraries/artlist holds it exclusively for "
                                "licensing"));
  EXPECT_EQ(ReasonOf(status).reason, "EXCLUSIVITY_CONFLICT");
  EXPECT_THAT(placements_.Create(At(kNocturne, "titan"), {}), IsOk());
}

TEST_P(PlacementsTest, AvailabilityFlipsAtTheEdges) {
  const Day first(2026, 3, 1);
  const Day last(2026, 5, 31);
  ASSERT_THAT(
      placements_.Create(
          At(kAir, "artlist", Scope::kLicensing,
             {.territories = {"DE"}, .first_day = first, .last_day = last}),
          {}),
      IsOk());
  const struct {
    const char* territory;
    Day first;
    Day last;
    bool is_available;
  } cases[] = {
      {"DE", first - 10, first - 1, true}, {"DE", first - 10, first, false},
      {"DE", last, last, false},           {"DE", last + 1, last + 9, true},
      {"FR", first, last, true},
  };
  for (const auto& c : cases) {
    const auto conflicts =
        placements_.Check(At(kAirAgain, "titan", Scope::kNonExclusive,
                             {.territories = {c.territory},
                              .first_day = c.first,
                              .last_day = c.last}));
    ASSERT_THAT(conflicts, IsOk());
    EXPECT_THAT(*conflicts, SizeIs(c.is_available ? 0 : 1))
        << c.territory << " " << c.first << " " << c.last;
  }
}

TEST_P(PlacementsTest, OutletsAndPlacementsRefuseEachOther) {
  const Outlet content_id{.key = {kAir, "youtube"},
                          .kind = OutletKind::kContentId};
  ASSERT_THAT(outlets_.Create(content_id, {}), IsOk());
  EXPECT_THAT(placements_.Create(At(kAirAgain, "artlist"), {}),
              FailsWith(kPrecondition, "tracks/air/outlets/youtube"));
  ASSERT_THAT(outlets_.Delete(content_id.key, {}), IsOk());
  ASSERT_THAT(placements_.Create(At(kAirAgain, "artlist"), {}), IsOk());
  EXPECT_THAT(outlets_.Create(content_id, {}),
              FailsWith(kPrecondition, "tracks/air-again/placements/1"));
}

TEST_P(PlacementsTest, EndingFreesTheTrackFromTheNextDay) {
  const Placement held = placements_
                             .Create(At(kAir, "artlist", Scope::kLicensing,
                                        {.first_day = Day(2026, 1, 1)}),
                                     {})
                             .value();
  const Placement ended =
      placements_.End(held.key, Day(2026, 6, 30), {}).value();
  EXPECT_EQ(ended.extent.last_day, Day(2026, 6, 30));
  EXPECT_EQ(ended.state, PlacementState::kHeld);
  const auto from = [](Day day) {
    return At(kAir, "titan", Scope::kLicensing, {.first_day = day});
  };
  EXPECT_THAT(placements_.Check(from(Day(2026, 6, 30))).value(), SizeIs(1));
  EXPECT_THAT(placements_.Check(from(Day(2026, 7, 1))).value(), IsEmpty());
  // Never longer than was said, since others may have been placed behind it.
  EXPECT_THAT(placements_.End(held.key, Day(2026, 7, 1), {}),
              FailsWith(absl::StatusCode::kInvalidArgument, "last_date"));
  // Before it began: it never was.
  EXPECT_EQ(placements_.End(held.key, Day(2025, 12, 31), {}).value().state,
            PlacementState::kClosed);
  EXPECT_THAT(placements_.Check(from(Day(2026, 1, 1))).value(), IsEmpty());
  EXPECT_THAT(placements_.End(held.key, Day(2025, 1, 1), {}),
              FailsWith(kPrecondition, "is closed"));
  EXPECT_THAT(placements_.End({kAir, 9}, Day(2025, 1, 1), {}),
              FailsWith(absl::StatusCode::kNotFound, "placements/9"));
}

TEST_P(PlacementsTest, ARepeatedRequestIsOnePlacement) {
  const request_log::Request request{.subject = "ana",
                                     .request_id = "r-1",
                                     .method = "CreatePlacement",
                                     .payload_sha256 = std::string(64, '0')};
  const Placement once =
      placements_.Create(At(kAir, "artlist"), request).value();
  EXPECT_EQ(placements_.Create(At(kAir, "artlist"), request).value(), once);
  EXPECT_THAT(PlacementsOf(db_.connection(), {kAir}).value(), SizeIs(1));
}

// All want the recording for themselves, under both its names.
TEST_P(PlacementsTest, OfSixtyFourAtOnceExactlyOneWins) {
  constexpr int kRivals = 64;
  for (int i = 0; i < kRivals; ++i) {
    EXPECT_THAT(sql::RunTransaction(
                    db_.pool(),
                    [&](sql::Transaction& transaction) {
                      return InsertLibrary(transaction,
                                           {.id = absl::StrCat("rival-", i)})
                          .status();
                    }),
                IsOk());
  }
  std::vector<absl::Status> outcomes(kRivals);
  absl::Barrier start(kRivals);
  std::vector<std::jthread> rivals;
  for (int i = 0; i < kRivals; ++i) {
    rivals.emplace_back([&, i] {
      start.Block();
      outcomes[i] =
          placements_
              .Create(At(i % 2 == 0 ? kAir : kAirAgain,
                         absl::StrCat("rival-", i), Scope::kLicensing),
                      {})
              .status();
    });
  }
  rivals.clear();
  const auto held = PlacementsOf(db_.connection(), {kAir, kAirAgain});
  ASSERT_THAT(held.value(), SizeIs(1));
  const std::string winner = NameOf(held->front().key);
  int won = 0;
  for (const absl::Status& outcome : outcomes) {
    if (outcome.ok()) {
      ++won;
      continue;
    }
    EXPECT_THAT(outcome, FailsWith(kPrecondition, winner));
    EXPECT_EQ(ReasonOf(outcome).metadata["conflicts"], winner);
  }
  EXPECT_EQ(won, 1);
}

// Whichever comes first, the other is refused: never both.
TEST_P(PlacementsTest, APlacementAndAnOutletRace) {
  for (int round = 0; round < 8; ++round) {
    const TrackKey track{"acme", absl::StrCat("race-", round)};
    db_.AddTrack(track, "");
    absl::Status placed;
    absl::Status listed;
    {
      absl::Barrier start(2);
      std::jthread a([&] {
        start.Block();
        placed =
            placements_.Create(At(track, "artlist", Scope::kAll), {}).status();
      });
      std::jthread b([&] {
        start.Block();
        listed = outlets_
                     .Create({.key = {track, "spotify"},
                              .kind = OutletKind::kStreaming},
                             {})
                     .status();
      });
    }
    EXPECT_NE(placed.ok(), listed.ok()) << placed << " / " << listed;
    EXPECT_THAT(placed.ok() ? listed : placed,
                FailsWith(kPrecondition, track.track_id));
  }
}

}  // namespace
}  // namespace ritornello::catalog
