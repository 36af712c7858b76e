#include "services/catalog/domain/tracks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/status/error.h"
#include "services/catalog/domain/outlets.h"
#include "services/catalog/domain/placements.h"
#include "services/catalog/domain/testing/ingested_catalog.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::SizeIs;

Track Nocturne() {
  return {.key = {"acme", ""},
          .client_reference = "r1",
          .title = "Nocturne",
          .moods = {"happy"},
          .versions = {{.uri = "file:///a.wav", .size_bytes = 1}}};
}

class TracksTest : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  int64_t TrackCount() {
    return sql::Int(catalog_.db().Run("SELECT count(*) FROM tracks", {})[0][0]);
  }
  absl::StatusOr<Track> Update(const Track& track,
                               const std::vector<std::string>& mask,
                               std::optional<int64_t> revision = {},
                               const request_log::Request& request = {}) {
    return tracks_.Update(track, mask, revision, request);
  }

  testing::IngestedCatalog catalog_{GetParam()};
  int wake_count_ = 0;
  Tracks tracks_{catalog_.db().pool(), catalog_.clock(), catalog_.vocabulary(),
                 [this] { ++wake_count_; }};
};

INSTANTIATE_TEST_SUITE_P(Both, TracksTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(TracksTest, CreateMakesATrackWithItsWork) {
  const auto made = tracks_.Create(Nocturne(), {});
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->key.track_id, TrackId("acme", "r1", "Nocturne"));
  EXPECT_THAT(made->moods, ElementsAre("Uplifting"));
  EXPECT_EQ(made->revision, 1);
  EXPECT_EQ(*made, catalog_.Read(made->key));
  const std::string name = NameOf(made->key);
  EXPECT_THAT(catalog_.db().Jobs(),
              ElementsAre(name + " ANALYZE", name + " ASSESS"));
  EXPECT_EQ(wake_count_, 1);
}

TEST_P(TracksTest, CreateRefuses) {
  ASSERT_THAT(tracks_.Create(Nocturne(), {}), IsOk());
  Track track = Nocturne();
  track.title = "Under another title";
  const auto taken = tracks_.Create(track, {});
  EXPECT_THAT(taken, FailsWith(absl::StatusCode::kAlreadyExists,
                               "\"r1\" is taken in accounts/acme"));
  EXPECT_EQ(ReasonOf(taken.status()).reason, "CLIENT_REFERENCE_TAKEN");
  track.client_reference = "r2";
  track.moods = {"hapy"};
  EXPECT_THAT(tracks_.Create(track, {}),
              FailsWith(absl::StatusCode::kInvalidArgument, "track.moods[0]"));
  track.moods.clear();
  track.key.account_id = "nobody";
  EXPECT_THAT(tracks_.Create(track, {}),
              FailsWith(absl::StatusCode::kNotFound, "accounts/nobody"));
  EXPECT_EQ(TrackCount(), 1);
}

TEST_P(TracksTest, ARepeatedRequestIsDoneOnce) {
  const request_log::Request create{"ana", "c-1", "CreateTrack", "sha"};
  const auto made = tracks_.Create(Nocturne(), create);
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(tracks_.Create(Nocturne(), create).value(), *made);
  Track track = *made;
  track.title = "Etude";
  const request_log::Request update{"ana", "u-1", "UpdateTrack", "sha"};
  EXPECT_EQ(Update(track, {"title"}, 1, update)->revision, 2);
  EXPECT_EQ(Update(track, {"title"}, 1, update)->revision, 2);
  // It answers with the track as it is now.
  EXPECT_EQ(tracks_.Create(Nocturne(), create)->title, "Etude");
}

TEST_P(TracksTest, UpdateTakesTheFieldsNamed) {
  for (const char* work : {"intro", "nocturne"}) {
    catalog_.db().AddWork({"acme", work});
  }
  const Track made = tracks_.Create(Nocturne(), {}).value();
  Track other{.key = made.key,
              .client_reference = "ignored",
              .title = "Etude",
              .artists = {"Ana"},
              .isrc = "gb-aye-68-00011",
              .album = "Nights",
              .moods = {"Tense"},
              .uses = {"corporate"},
              .genres = {"Ambient"},
              .keywords = {"rain"},
              .declared_tempo_bpm = 84,
              .declared_key = "Fm",
              .versions = {{.uri = "file:///b.wav"}},
              .works = {{"nocturne", 0}, {"intro", 2}}};
  const struct {
    const char* field;
    std::function<void(Track&)> want;
  } cases[] = {
      {"title", [](Track& t) { t.title = "Etude"; }},
      {"artists", [](Track& t) { t.artists = {"Ana"}; }},
      {"isrc", [](Track& t) { t.isrc = "GBAYE6800011"; }},
      {"album", [](Track& t) { t.album = "Nights"; }},
      {"moods", [](Track& t) { t.moods = {"Tense"}; }},
      {"uses", [](Track& t) { t.uses = {"Corporate"}; }},
      {"genres", [](Track& t) { t.genres = {"Ambient"}; }},
      {"keywords", [](Track& t) { t.keywords = {"rain"}; }},
      {"declared_tempo_bpm", [](Track& t) { t.declared_tempo_bpm = 84; }},
      {"declared_key", [](Track& t) { t.declared_key = "F:minor"; }},
      {"works",
       [](Track& t) {
         t.works = {{"intro", 2}, {"nocturne", 1}};
       }},
      {"instruments", [](Track&) {}},  // empty as before
  };
  Track want = made;
  for (const auto& c : cases) {
    SCOPED_TRACE(c.field);
    const auto updated = Update(other, {c.field});
    ASSERT_THAT(updated, IsOk());
    const Track before = want;
    c.want(want);
    if (!(want == before)) ++want.revision;
    want.completeness = updated->completeness;
    EXPECT_EQ(*updated, want);
  }
  EXPECT_GT(want.completeness, made.completeness);
  const auto replaced = Update(other, {"versions"});
  ASSERT_THAT(replaced, IsOk());
  ASSERT_THAT(replaced->versions, SizeIs(1));
  EXPECT_EQ(replaced->versions[0].uri, "file:///b.wav");
  EXPECT_EQ(replaced->versions[0].number, 2);
}

TEST_P(TracksTest, OtherWorksHaveTheTrackAssessedAgain) {
  catalog_.db().AddWork({"acme", "nocturne"});
  Track track = Nocturne();
  track.works = {{"nocturne", 1}};
  const Track made = tracks_.Create(track, {}).value();
  EXPECT_EQ(made.works, track.works);
  catalog_.db().Run("DELETE FROM jobs", {});
  Track other = made;
  other.works = {};
  const auto updated = Update(other, {"works"});
  ASSERT_THAT(updated, IsOk());
  EXPECT_THAT(updated->works, SizeIs(0));
  EXPECT_EQ(updated->revision, made.revision + 1);
  EXPECT_THAT(catalog_.db().Jobs(), ElementsAre(NameOf(made.key) + " ASSESS"));
}

TEST_P(TracksTest, AWorkMustBeThereToBeRecorded) {
  catalog_.db().AddWork({"zenith", "nocturne"});
  Track track = Nocturne();
  track.works = {{"nocturne", 1}};
  const auto refused = tracks_.Create(track, {});
  EXPECT_THAT(refused, FailsWith(absl::StatusCode::kNotFound,
                                 "no accounts/acme/works/nocturne"));
  EXPECT_EQ(ReasonOf(refused.status()).reason, "WORK_NOT_FOUND");
  EXPECT_EQ(TrackCount(), 0);
  track.works.clear();
  Track made = tracks_.Create(track, {}).value();
  made.works = {{"nocturne", 1}};
  EXPECT_THAT(Update(made, {"works"}),
              FailsWith(absl::StatusCode::kNotFound,
                        "no accounts/acme/works/nocturne"));
  made.works = {{"nocturne", 1}, {"nocturne", 2}};
  EXPECT_THAT(Update(made, {"works"}),
              FailsWith(absl::StatusCode::kInvalidArgument, "track.works"));
}

TEST_P(TracksTest, AnUpdateThatChangesNothingWritesNothing) {
  const Track made = tracks_.Create(Nocturne(), {}).value();
  catalog_.db().Run("DELETE FROM jobs", {});
  catalog_.clock().Advance(absl::Hours(1));
  EXPECT_EQ(Update(made, {"title", "moods", "versions"}).value(), made);
  EXPECT_THAT(catalog_.db().Jobs(), SizeIs(0));
}

TEST_P(TracksTest, UpdateRefuses) {
  const Track made = tracks_.Create(Nocturne(), {}).value();
  Track track = made;
  track.title = "";
  EXPECT_THAT(Update(track, {"title"}),
              FailsWith(absl::StatusCode::kInvalidArgument, "track.title"));
  for (const char* field :
       {"client_reference", "completeness", "name", "versions.uri", ""}) {
    EXPECT_THAT(Update(track, {field}),
                FailsWith(absl::StatusCode::kInvalidArgument, "update_mask"))
        << field;
  }
  track.title = "Etude";
  const auto stale = Update(track, {"title"}, made.revision + 1);
  EXPECT_THAT(stale, FailsWith(absl::StatusCode::kAborted, "etag"));
  EXPECT_EQ(ReasonOf(stale.status()).reason, "ETAG_MISMATCH");
  track.key.track_id = "nobody";
  EXPECT_THAT(Update(track, {"title"}),
              FailsWith(absl::StatusCode::kNotFound, "nobody"));
  EXPECT_EQ(catalog_.Read(made.key), made);
}

// The one is exclusive for streaming, the other is streamed.
TEST_P(TracksTest, AnotherIsrcJoinsNoTracksThatForbidEachOther) {
  catalog_.AddLibrary({.id = "artlist"});
  Track placed = Nocturne();
  placed.isrc = "GBAYE6800011";
  placed = tracks_.Create(placed, {}).value();
  Placements placements(catalog_.db().pool(), catalog_.clock());
  ASSERT_THAT(placements.Create({.key = {placed.key, 0},
                                 .library_id = "artlist",
                                 .scope = ExclusivityScope::kStreaming},
                                {}),
              IsOk());
  Track streamed = Nocturne();
  streamed.client_reference = "r2";
  streamed = tracks_.Create(streamed, {}).value();
  Outlets outlets(catalog_.db().pool(), catalog_.clock());
  const Outlet spotify{.key = {streamed.key, "spotify"}};
  ASSERT_THAT(outlets.Create(spotify, {}), IsOk());
  streamed.isrc = placed.isrc;
  const auto refused = Update(streamed, {"isrc"});
  EXPECT_THAT(refused, FailsWith(absl::StatusCode::kFailedPrecondition,
                                 "track.isrc makes one recording of tracks that"
                                 " forbid each other: " +
                                     NameOf(PlacementKey{placed.key, 1})));
  EXPECT_EQ(ReasonOf(refused.status()).reason, "EXCLUSIVITY_CONFLICT");
  EXPECT_EQ(catalog_.Read(streamed.key).isrc, "");
  // Any other, and this one when nothing stands in the way.
  streamed.isrc = "USRC17607839";
  EXPECT_THAT(Update(streamed, {"isrc"}), IsOk());
  ASSERT_THAT(outlets.Delete(spotify.key, {}), IsOk());
  streamed.isrc = placed.isrc;
  EXPECT_THAT(Update(streamed, {"isrc"}), IsOk());
}

TEST_P(TracksTest, DeleteForgetsOnce) {
  const Track made = tracks_.Create(Nocturne(), {}).value();
  const request_log::Request request{"ana", "d-1", "DeleteTrack", "sha"};
  ASSERT_THAT(tracks_.Delete(made.key, request), IsOk());
  EXPECT_EQ(TrackCount(), 0);
  EXPECT_THAT(tracks_.Delete(made.key, request), IsOk());
  EXPECT_THAT(tracks_.Delete(made.key, {}),
              FailsWith(absl::StatusCode::kNotFound, NameOf(made.key)));
  // What is taken in again is the same track, and is measured again.
  EXPECT_EQ(tracks_.Create(Nocturne(), {})->key, made.key);
  EXPECT_THAT(catalog_.db().Jobs(), SizeIs(2));
}

}  // namespace
}  // namespace ritornello::catalog
