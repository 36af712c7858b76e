#include "services/catalog/domain/ingest_outlets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <functional>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/barrier.h"
#include "libs/status/error.h"
#include "services/catalog/domain/placements.h"
#include "services/catalog/domain/testing/ingested_catalog.h"
#include "services/catalog/storage/outlet_store.h"
#include "services/catalog/storage/recordings.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Item;
using ::testing::SizeIs;
using Outcome = IngestAck::Outcome;

constexpr char kIsrc[] = "GBAYE6800011";

Outlet On(const std::string& id, OutletKind kind = OutletKind::kStreaming) {
  return {.key = {{}, id}, .kind = kind};
}

IngestItem Available(const std::string& reference, std::vector<Outlet> outlets,
                     const std::string& isrc = "") {
  IngestItem item = Item(reference);
  item.track.isrc = isrc;
  item.outlets = std::move(outlets);
  return item;
}

class IngestOutletsTest
    : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  IngestOutletsTest() {
    catalog_.AddLibrary(
        {.id = "artlist", .exclusivity_scope = ExclusivityScope::kLicensing});
  }
  absl::Status Place(const TrackKey& track,
                     ExclusivityScope scope = ExclusivityScope::kLicensing) {
    return placements_
        .Create({.key = {track, 0}, .library_id = "artlist", .scope = scope},
                {})
        .status();
  }
  std::vector<Outlet> OutletsOn(const TrackKey& track) {
    return OutletsOf(catalog_.db().connection(), {track}).value();
  }

  testing::IngestedCatalog catalog_{GetParam()};
  Placements placements_{catalog_.db().pool(), catalog_.clock()};
};

INSTANTIATE_TEST_SUITE_P(Both, IngestOutletsTest,
                         sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(IngestOutletsTest, OneThatIsNotKnownIsRecorded) {
  const TrackKey track = catalog_.IngestOne(Available("r1", {On("spotify")}));
  Outlet spotify = On("spotify");
  spotify.key.track = track;
  spotify.display_name = "spotify";
  spotify.create_time = catalog_.clock().Now();
  EXPECT_THAT(OutletsOn(track), ElementsAre(spotify));
  // What is known is not changed, and nothing is taken back.
  catalog_.clock().Advance(absl::Seconds(1));
  Outlet other = On("spotify");
  other.agreed_library_ids = {"none"};
  for (const std::vector<Outlet>& outlets :
       {std::vector<Outlet>{}, {On("spotify")}, {other}}) {
    EXPECT_EQ(catalog_.Ingest({Available("r1", outlets)})[0].outcome,
              Outcome::kUnchanged);
  }
  // What exclusivity asks for is never passed over.
  const auto violations = FieldViolationsOf(
      catalog_
          .Ingest({Available(
              "r1", {On("x"), On("spotify", OutletKind::kContentId)})})[0]
          .error);
  ASSERT_THAT(violations, SizeIs(1));
  EXPECT_EQ(violations[0].field, "outlets[1].kind");
  EXPECT_THAT(violations[0].description, HasSubstr("STREAMING"));
  EXPECT_THAT(OutletsOn(track), ElementsAre(spotify));
  Outlet tidal = On("tidal", OutletKind::kLicensing);
  tidal.agreed_library_ids = {"artlist"};
  tidal.extent.territories = {"de"};
  const IngestAck ack =
      catalog_.Ingest({Available("r1", {On("spotify"), tidal})})[0];
  EXPECT_EQ(ack.outcome, Outcome::kUpdated);
  EXPECT_EQ(ack.queued_version_count, 0);
  EXPECT_EQ(catalog_.Read(track).revision, 1);
  tidal.key.track = track;
  tidal.display_name = "tidal";
  tidal.extent.territories = {"DE"};
  tidal.create_time = catalog_.clock().Now();
  EXPECT_THAT(OutletsOn(track), ElementsAre(spotify, tidal));
}

TEST_P(IngestOutletsTest, WhatNoOutletCanBeRejectsTheItem) {
  const auto with = [](const std::function<void(Outlet&)>& change) {
    Outlet outlet = On("b");
    change(outlet);
    return std::vector<Outlet>{On("a"), outlet};
  };
  std::vector<Outlet> too_many;
  for (size_t i = 0; i <= kIngestOutletCountMax; ++i) {
    too_many.push_back(On(absl::StrCat("o", i)));
  }
  const struct {
    std::vector<Outlet> outlets;
    const char* field;
  } cases[] = {
      {too_many, "outlets"},
      {{On("a"), On("b"), On("a")}, "outlets[2].name"},
      {with([](Outlet& o) { o.display_name = std::string("a\0b", 3); }),
       "outlets[1].display_name"},
      {with([](Outlet& o) {
         o.extent.territories = {"DE", "UK"};
       }),
       "outlets[1].extent.territories[1]"},
      {with([](Outlet& o) {
         o.agreed_library_ids = {"artlist", "none"};
       }),
       "outlets[1].agreed_libraries"},
  };
  for (const auto& c : cases) {
    const auto acks =
        catalog_.Ingest({Available("bad", c.outlets), Available("good", {})});
    EXPECT_EQ(acks[0].outcome, Outcome::kRejected);
    EXPECT_NE(acks[1].outcome, Outcome::kRejected);
    const auto violations = FieldViolationsOf(acks[0].error);
    ASSERT_THAT(violations, SizeIs(1));
    EXPECT_EQ(violations[0].field, c.field);
  }
  EXPECT_THAT(catalog_.db().Run("SELECT id FROM outlets", {}), IsEmpty());
}

TEST_P(IngestOutletsTest, ATrackHasSoManyAndNoMore) {
  std::vector<Outlet> outlets;
  for (size_t i = 0; i < kOutletCountMax; ++i) {
    outlets.push_back(On(absl::StrCat("o", i)));
  }
  static_assert(kOutletCountMax == 2 * kIngestOutletCountMax);
  const auto half = outlets.begin() + kIngestOutletCountMax;
  catalog_.Ingest({Available("r1", {outlets.begin(), half})});
  const TrackKey track =
      catalog_.IngestOne(Available("r1", {half, outlets.end()}));
  EXPECT_THAT(OutletsOn(track), SizeIs(kOutletCountMax));
  const absl::Status error =
      catalog_.Ingest({Available("r1", {On("more")})})[0].error;
  ASSERT_THAT(FieldViolationsOf(error), SizeIs(1));
  EXPECT_EQ(FieldViolationsOf(error)[0].field, "outlets");
}

TEST_P(IngestOutletsTest, AnExclusivePlacementRejectsTheItemAndNoOther) {
  const TrackKey placed = catalog_.IngestOne(Item("placed"));
  ASSERT_THAT(Place(placed), IsOk());
  const std::vector<Outlet> shop = {On("spotify"),
                                    On("shop", OutletKind::kLicensing)};
  const auto acks =
      catalog_.Ingest({Available("placed", shop), Available("free", shop),
                       Available("placed", {On("spotify")})});
  EXPECT_EQ(acks[0].outcome, Outcome::kRejected);
  const auto violations = FieldViolationsOf(acks[0].error);
  ASSERT_THAT(violations, SizeIs(1));
  EXPECT_EQ(violations[0].field, "outlets[1]");
  EXPECT_THAT(violations[0].description,
              HasSubstr("libraries/artlist holds it exclusively"));
  EXPECT_EQ(ReasonOf(acks[0].error),
            (Reason{"EXCLUSIVITY_CONFLICT",
                    {{"conflicts", NameOf(PlacementKey{placed, 1})}}}));
  EXPECT_EQ(acks[1].outcome, Outcome::kCreated);
  EXPECT_EQ(acks[2].outcome, Outcome::kUpdated);
  EXPECT_THAT(OutletsOn(placed), SizeIs(1));
}

TEST_P(IngestOutletsTest, TheRecordingCountsAsItWillBe) {
  const TrackKey placed = catalog_.IngestOne(Item("placed"));
  ASSERT_THAT(Place(placed), IsOk());
  const std::vector<Outlet> shop = {On("shop", OutletKind::kLicensing)};
  // The placed track gets the ISRC of the new one in the same batch.
  const auto acks = catalog_.Ingest({Available("placed", {}, kIsrc),
                                     Available("other", shop, "USRC17607839"),
                                     Available("new", shop, kIsrc)});
  EXPECT_EQ(acks[0].outcome, Outcome::kUpdated);
  EXPECT_EQ(acks[1].outcome, Outcome::kCreated);
  EXPECT_EQ(acks[2].outcome, Outcome::kRejected);
  // It is still the same recording for an item that comes later.
  EXPECT_EQ(catalog_.Ingest({Available("new", shop, kIsrc)})[0].outcome,
            Outcome::kRejected);
  // One that leaves it is free.
  const auto left = catalog_.Ingest(
      {Available("placed", {}, ""), Available("new", shop, kIsrc)});
  EXPECT_EQ(left[1].outcome, Outcome::kCreated);
}

// "streamed" is on Spotify, "placed" is exclusive for streaming.
TEST_P(IngestOutletsTest, AnotherIsrcJoinsNoTracksThatForbidEachOther) {
  const TrackKey streamed =
      catalog_.IngestOne(Available("streamed", {On("spotify")}));
  const TrackKey placed = catalog_.IngestOne(Available("placed", {}, kIsrc));
  ASSERT_THAT(Place(placed, ExclusivityScope::kStreaming), IsOk());
  const auto acks = catalog_.Ingest({Available("streamed", {}, kIsrc),
                                     Available("free", {}, "USRC17607839"),
                                     Available("placed", {}, kIsrc)});
  EXPECT_EQ(acks[0].outcome, Outcome::kRejected);
  const auto violations = FieldViolationsOf(acks[0].error);
  ASSERT_THAT(violations, SizeIs(1));
  EXPECT_EQ(violations[0].field, "track.isrc");
  EXPECT_THAT(
      violations[0].description,
      HasSubstr("libraries/artlist holds it exclusively for streaming"));
  EXPECT_EQ(ReasonOf(acks[0].error),
            (Reason{"EXCLUSIVITY_CONFLICT",
                    {{"conflicts", NameOf(PlacementKey{placed, 1})}}}));
  EXPECT_EQ(catalog_.Read(streamed).isrc, "");
  EXPECT_EQ(acks[1].outcome, Outcome::kCreated);
  EXPECT_EQ(acks[2].outcome, Outcome::kUnchanged);
  // One that nothing forbids is joined, and so is a new one.
  const auto joined = catalog_.Ingest(
      {Available("free", {}, kIsrc), Available("fresh", {}, kIsrc)});
  EXPECT_EQ(joined[0].outcome, Outcome::kUpdated);
  EXPECT_EQ(joined[1].outcome, Outcome::kCreated);
}

TEST_P(IngestOutletsTest, WhoBringsTwoTogetherIsRejected) {
  const std::string other = "USRC17607839";
  const TrackKey streamed =
      catalog_.IngestOne(Available("streamed", {On("spotify")}, other));
  const TrackKey placed = catalog_.IngestOne(Item("placed"));
  ASSERT_THAT(Place(placed, ExclusivityScope::kStreaming), IsOk());
  // Both are given one that nobody has.
  for (const IngestAck& ack :
       catalog_.Ingest({Available("streamed", {}, kIsrc),
                        Available("placed", {}, kIsrc)})) {
    EXPECT_EQ(ReasonOf(ack.error).reason, "EXCLUSIVITY_CONFLICT");
  }
  // Who takes what another leaves meets nobody.
  for (const IngestAck& ack :
       catalog_.Ingest({Available("placed", {}, other),
                        Available("streamed", {}, kIsrc)})) {
    EXPECT_EQ(ack.outcome, Outcome::kUpdated);
  }
  // Who was to leave and may not is still there for the next.
  const auto acks = catalog_.Ingest(
      {Available("placed", {}, kIsrc), Available("new", {On("tidal")}, other)});
  EXPECT_EQ(acks[0].outcome, Outcome::kRejected);
  EXPECT_EQ(acks[1].outcome, Outcome::kRejected);
  EXPECT_EQ(catalog_.Read(placed).isrc, other);
  EXPECT_EQ(catalog_.Read(streamed).isrc, kIsrc);
}

TEST_P(IngestOutletsTest, AFullMixThatWasALoopJoins) {
  const TrackKey placed = catalog_.IngestOne(Item("placed"));
  ASSERT_THAT(Place(placed, ExclusivityScope::kStreaming), IsOk());
  IngestItem streamed = Available("streamed", {On("spotify")});
  streamed.track.versions[0].mix_type = MixType::kLoop;
  const TrackKey track = catalog_.IngestOne(streamed);
  catalog_.db().AddReport("s1");
  catalog_.db().Run(
      "UPDATE versions SET report_sha256 = 's1',"
      " report_analyzer_version = 'v', analysis_state = 'ANALYZED'",
      {});
  streamed.track.versions[0].mix_type = MixType::kFullMix;
  const IngestAck ack = catalog_.Ingest({streamed})[0];
  ASSERT_THAT(FieldViolationsOf(ack.error), SizeIs(1));
  EXPECT_EQ(FieldViolationsOf(ack.error)[0].field, "track.versions");
  EXPECT_EQ(catalog_.Read(track).versions[0].mix_type, MixType::kLoop);
}

TEST_P(IngestOutletsTest, AnIsrcOfTooManyTracksRejectsTheItem) {
  catalog_.db().Run(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
      "   WHERE i < $1)"
      " INSERT INTO tracks SELECT 'acme', 't' || i, 't' || i, 't', '', $2,"
      " NULL, '', 0, 1, 0, 0 FROM n",
      {static_cast<int64_t>(kRecordingTrackCountMax), kIsrc});
  const auto acks =
      catalog_.Ingest({Available("one more", {On("spotify")}, kIsrc),
                       Available("other", {On("spotify")}, "USRC17607839")});
  EXPECT_EQ(acks[0].outcome, Outcome::kRejected);
  ASSERT_THAT(FieldViolationsOf(acks[0].error), SizeIs(1));
  EXPECT_EQ(FieldViolationsOf(acks[0].error)[0].field, "track.isrc");
  EXPECT_EQ(ReasonOf(acks[0].error).reason, "RECORDING_TOO_LARGE");
  EXPECT_EQ(acks[1].outcome, Outcome::kCreated);
}

// Two tracks that forbid each other get one ISRC at once, which nobody has.
TEST_P(IngestOutletsTest, OfTwoThatMustNotMeetOneIsJoined) {
  for (int round = 0; round < 12; ++round) {
    const std::string isrc = absl::StrCat("GBAYE69", 10'000 + round);
    const std::string references[] = {absl::StrCat("streamed", round),
                                      absl::StrCat("placed", round)};
    catalog_.IngestOne(Available(references[0], {On("spotify")}));
    ASSERT_THAT(Place(catalog_.IngestOne(Item(references[1])),
                      ExclusivityScope::kStreaming),
                IsOk());
    absl::Barrier* const barrier = new absl::Barrier(2);
    Outcome outcomes[2];
    const auto join = [&](int i) {
      if (barrier->Block()) delete barrier;
      outcomes[i] =
          catalog_.Ingest({Available(references[i], {}, isrc)})[0].outcome;
    };
    std::thread other(join, 1);
    join(0);
    other.join();
    EXPECT_NE(outcomes[0] == Outcome::kUpdated,
              outcomes[1] == Outcome::kUpdated);
  }
}

// A placement and an outlet that forbid each other come at once, to two tracks
// of one recording.
TEST_P(IngestOutletsTest, OneOfTwoThatForbidEachOtherWins) {
  int placed_count = 0;
  for (int round = 0; round < 12; ++round) {
    const std::string isrc = absl::StrCat("GBAYE68", 10'000 + round);
    const TrackKey placed =
        catalog_.IngestOne(Available(absl::StrCat("placed", round), {}, isrc));
    absl::Barrier* const barrier = new absl::Barrier(2);
    absl::Status placing;
    std::thread placer([&] {
      if (barrier->Block()) delete barrier;
      placing = Place(placed);
    });
    if (barrier->Block()) delete barrier;
    const IngestAck ack = catalog_.Ingest(
        {Available(absl::StrCat("new", round),
                   {On("shop", OutletKind::kLicensing)}, isrc)})[0];
    placer.join();
    EXPECT_NE(placing.ok(), ack.outcome == Outcome::kCreated) << placing;
    placed_count += placing.ok() ? 1 : 0;
  }
  std::printf("%d of 12 placed\n", placed_count);
}

}  // namespace
}  // namespace ritornello::catalog
