#include "services/catalog/domain/outlets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "libs/time/fake_clock.h"
#include "services/catalog/storage/outlet_store.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::IsEmpty;

using Day = absl::CivilDay;

const TrackKey kAir{"acme", "air"};
constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

class OutletsTest : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  OutletsTest() {
    db_.AddAccount("acme");
    db_.AddTrack(kAir, "");
  }
  static Outlet Spotify() {
    return {
        .key = {kAir, "spotify"},
        .display_name = "Spotify",
        .kind = OutletKind::kStreaming,
        .extent = {.territories = {"us", "de"}, .first_day = Day(2024, 1, 1)}};
  }

  ritornello::testing::FakeClock clock_;
  testing::CatalogDatabase db_{GetParam()};
  Outlets outlets_{db_.pool(), clock_};
};

INSTANTIATE_TEST_SUITE_P(Both, OutletsTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(OutletsTest, Create) {
  Outlet want = Spotify();
  want.extent.territories = {"DE", "US"};
  want.create_time = clock_.Now();
  EXPECT_EQ(outlets_.Create(Spotify(), {}).value(), want);
  EXPECT_THAT(outlets_.Create(Spotify(), {}),
              FailsWith(absl::StatusCode::kAlreadyExists, "spotify"));
}

TEST_P(OutletsTest, Refusals) {
  const auto spoilt = [](const auto& spoil) {
    Outlet outlet = Spotify();
    spoil(outlet);
    return outlet;
  };
  EXPECT_THAT(outlets_.Create(
                  spoilt([](Outlet& o) { o.key.outlet_id = "Spotify"; }), {}),
              FailsWith(kInvalid, "outlet_id"));
  EXPECT_THAT(
      outlets_.Create(
          spoilt([](Outlet& o) { o.extent.last_day = Day(2023, 1, 1); }), {}),
      FailsWith(kInvalid, "outlet.extent.end_date"));
  EXPECT_THAT(
      outlets_.Create(
          spoilt([](Outlet& o) { o.agreed_library_ids = {"none"}; }), {}),
      FailsWith(absl::StatusCode::kNotFound, "libraries/none"));
  EXPECT_THAT(outlets_.Create(
                  spoilt([](Outlet& o) { o.key.track.track_id = "none"; }), {}),
              FailsWith(absl::StatusCode::kNotFound, "tracks/none"));
  EXPECT_THAT(OutletsOf(db_.connection(), {kAir}).value(), IsEmpty());
}

TEST_P(OutletsTest, ATrackHasSoManyAndNoMore) {
  Outlet outlet = Spotify();
  for (size_t i = 0; i < kOutletCountMax; ++i) {
    outlet.key.outlet_id = absl::StrCat("outlet-", i);
    ASSERT_THAT(outlets_.Create(outlet, {}), IsOk());
  }
  outlet.key.outlet_id = "one-more";
  EXPECT_THAT(outlets_.Create(outlet, {}), FailsWith(kInvalid, "200"));
}

TEST_P(OutletsTest, EndingBringsTheLastDayForward) {
  const OutletKey key = outlets_.Create(Spotify(), {}).value().key;
  const struct {
    Day last_day;
    const char* problem;  // empty: done
  } cases[] = {{Day(2023, 12, 31), "before the first day, 2024-01-01"},
               {Day(2026, 6, 30), ""},
               {Day(2026, 7, 1), "after the last day so far, 2026-06-30"},
               {Day(2024, 1, 1), ""}};
  for (const auto& c : cases) {
    const auto ended = outlets_.End(key, c.last_day, {});
    if (*c.problem == '\0') {
      ASSERT_THAT(ended, IsOk());
      EXPECT_EQ(ended->extent.last_day, c.last_day);
    } else {
      EXPECT_THAT(ended, FailsWith(kInvalid, c.problem));
    }
  }
  EXPECT_THAT(outlets_.End({kAir, "none"}, Day(2026, 1, 1), {}),
              FailsWith(absl::StatusCode::kNotFound, "outlets/none"));
}

TEST_P(OutletsTest, DeletingForgets) {
  const OutletKey key = outlets_.Create(Spotify(), {}).value().key;
  EXPECT_THAT(outlets_.Delete(key, {}), IsOk());
  EXPECT_THAT(outlets_.Delete(key, {}),
              FailsWith(absl::StatusCode::kNotFound, "outlets/spotify"));
  EXPECT_THAT(outlets_.Create(Spotify(), {}), IsOk());
}

}  // namespace
}  // namespace ritornello::catalog
