#include "services/catalog/storage/recordings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;

class RecordingsTest : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  RecordingsTest() {
    for (const char* account : {"acme", "globex"}) db_.AddAccount(account);
  }
  std::set<std::string> Recording(const TrackKey& track) {
    const auto found = RecordingOf(db_.connection(), track);
    EXPECT_THAT(found, IsOk());
    std::set<std::string> ids;
    for (const TrackKey& key : found.value()) {
      EXPECT_EQ(key.account_id, track.account_id);
      ids.insert(key.track_id);
    }
    return ids;
  }

  // "t1", "t2", … in "acme".
  void AddTracks(size_t count, const std::string& isrc) {
    db_.Run(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
        "   WHERE i < $1)"
        " INSERT INTO tracks SELECT 'acme', 't' || i, 't' || i, 't', '', $2,"
        " NULL, '', 0, 1, 0, 0 FROM n",
        {static_cast<int64_t>(count), isrc});
  }

  testing::CatalogDatabase db_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Both, RecordingsTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(RecordingsTest, TracksWithOneIsrcOrOneFileAreOneRecording) {
  using Ids = std::set<std::string>;
  // a and b share an ISRC, b and c a file, c and d another.
  db_.AddTrack({"acme", "a"}, "GBAYE6800011");
  db_.AddTrack({"acme", "b"}, "GBAYE6800011");
  db_.AddTrack({"acme", "c"}, "");
  db_.AddTrack({"acme", "d"}, "GBAYE6800022");
  db_.AddTrack({"acme", "alone"}, "");
  db_.AddTrack({"acme", "other"}, "");
  // Another account's are its own affair.
  db_.AddTrack({"globex", "a"}, "GBAYE6800011");
  for (const char* sha256 : {"s1", "s2", "s3", "s4"}) db_.AddReport(sha256);
  db_.AddVersion({{"acme", "b"}, 1}, "s1", "FULL_MIX");
  db_.AddVersion({{"acme", "c"}, 7}, "s1", "INSTRUMENTAL");
  db_.AddVersion({{"acme", "c"}, 8}, "s2", "CUTDOWN");
  db_.AddVersion({{"acme", "d"}, 1}, "s2", "FULL_MIX");
  // Parts that many recordings may have in common join none.
  db_.AddVersion({{"acme", "alone"}, 1}, "s3", "LOOP");
  db_.AddVersion({{"acme", "alone"}, 2}, "s4", "STEM");
  db_.AddVersion({{"acme", "other"}, 1}, "s3", "LOOP");
  db_.AddVersion({{"acme", "other"}, 2}, "s4", "STEM");
  db_.AddVersion({{"acme", "other"}, 3}, "s1", "STINGER");
  for (const char* id : {"a", "b", "c", "d"}) {
    EXPECT_EQ(Recording({"acme", id}), (Ids{"a", "b", "c", "d"})) << id;
  }
  EXPECT_EQ(Recording({"acme", "alone"}), Ids{"alone"});
  EXPECT_EQ(Recording({"acme", "other"}), Ids{"other"});
  EXPECT_EQ(Recording({"globex", "a"}), Ids{"a"});
  EXPECT_EQ(Recording({"acme", "nobody"}), Ids{});
}

TEST_P(RecordingsTest, ManyAreFoundAtOnceEachWhole) {
  const TrackKey a{"acme", "a"};
  const TrackKey b{"acme", "b"};
  const TrackKey c{"acme", "c"};
  const TrackKey d{"acme", "d"};
  db_.AddTrack(a, "GBAYE6800011");
  db_.AddTrack(b, "GBAYE6800022");
  db_.AddTrack(c, "GBAYE6800011");
  db_.AddTrack(d, "");
  const auto found = [&](const std::set<std::string>& ids,
                         const std::map<std::string, RecordingLinks>& planned) {
    return RecordingsOf(db_.connection(), "acme", ids, planned).value();
  };
  using Recordings = std::vector<std::set<TrackKey>>;
  EXPECT_EQ(found({}, {}), Recordings{});
  EXPECT_EQ(found({"nobody"}, {}), Recordings{});
  EXPECT_EQ(found({"a", "c"}, {}), (Recordings{{a, c}}));
  EXPECT_EQ(found({"a", "b", "d"}, {}), (Recordings{{a, c}, {b}, {d}}));
  // What is to be written counts, not what is stored.
  const RecordingLinks of_b = RecordingLinksOf(Track{.isrc = "GBAYE6800022"});
  const TrackKey fresh{"acme", "fresh"};
  EXPECT_EQ(found({"fresh"}, {{"fresh", of_b}}), (Recordings{{b, fresh}}));
  EXPECT_EQ(found({"a"}, {{"a", of_b}}), (Recordings{{a, b}}));
  EXPECT_EQ(found({"a"}, {{"c", {}}}), Recordings{{a}});
  EXPECT_EQ(found({"b"}, {{"fresh", of_b}, {"a", of_b}}),
            (Recordings{{a, b, fresh}}));
  EXPECT_EQ(found({"fresh"}, {{"fresh", {}}}), Recordings{{fresh}});
}

TEST_P(RecordingsTest, ATrackPlannedIsJoinedAsAStoredOne) {
  db_.AddTrack({"acme", "a"}, "");
  for (const char* sha256 : {"s1", "s2"}) db_.AddReport(sha256);
  db_.AddVersion({{"acme", "a"}, 1}, "s1", "CUTDOWN");
  db_.AddVersion({{"acme", "a"}, 2}, "s2", "STEM");
  const struct {
    MixType mix_type;
    const char* sha256;
    bool is_joined;
  } cases[] = {
      {MixType::kFullMix, "s1", true},  {MixType::kCutdown, "s1", true},
      {MixType::kLoop, "s1", false},    {MixType::kStem, "s1", false},
      {MixType::kStinger, "s1", false}, {MixType::kFullMix, "s2", false},
      {MixType::kFullMix, "", false}};
  for (const auto& c : cases) {
    SCOPED_TRACE(absl::StrCat(MixTypeName(c.mix_type), " ", c.sha256));
    const Track track{
        .versions = {{.mix_type = c.mix_type, .report_sha256 = c.sha256}}};
    const auto found = RecordingsOf(db_.connection(), "acme", {"b"},
                                    {{"b", RecordingLinksOf(track)}})
                           .value();
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].size(), c.is_joined ? 2u : 1u);
  }
}

TEST(RecordingLinksTest, WhatIsNewMayJoin) {
  const RecordingLinks none;
  const RecordingLinks isrc = RecordingLinksOf(Track{.isrc = "GBAYE6800011"});
  const RecordingLinks other = RecordingLinksOf(Track{.isrc = "GBAYE6800022"});
  RecordingLinks both = isrc;
  both.insert(other.begin(), other.end());
  EXPECT_TRUE(MayJoin(none, isrc));
  EXPECT_TRUE(MayJoin(isrc, other));
  EXPECT_TRUE(MayJoin(isrc, both));
  EXPECT_FALSE(MayJoin(both, isrc));
  EXPECT_FALSE(MayJoin(isrc, isrc));
  EXPECT_FALSE(MayJoin(isrc, none));
}

TEST_P(RecordingsTest, ARecordingHasSoManyTracksAndNoMore) {
  AddTracks(kRecordingTrackCountMax, "GBAYE6800011");
  EXPECT_EQ(Recording({"acme", "t7"}).size(), kRecordingTrackCountMax);
  // One more, by its ISRC or by its audio, by what is stored or planned.
  const std::string sha256(64, 'a');
  db_.AddReport(sha256);
  db_.AddVersion({{"acme", "t7"}, 1}, sha256);
  const RecordingLinks isrc = RecordingLinksOf(Track{.isrc = "GBAYE6800011"});
  const RecordingLinks audio =
      RecordingLinksOf(Track{.versions = {{.report_sha256 = sha256}}});
  for (const auto& links : {isrc, audio}) {
    const auto refused =
        RecordingsOf(db_.connection(), "acme", {"more"}, {{"more", links}});
    EXPECT_THAT(refused,
                FailsWith(absl::StatusCode::kFailedPrecondition,
                          "the ISRC GBAYE6800011 makes one recording of more "
                          "than 1000 tracks: give each its own, see ritornello "
                          "track duplicates --account acme"));
    EXPECT_EQ(ReasonOf(refused.status()),
              (Reason{"RECORDING_TOO_LARGE", {{"isrc", "GBAYE6800011"}}}));
  }
  // Who leaves makes room, and is not in the way of those that stay.
  EXPECT_EQ(RecordingsOf(db_.connection(), "acme", {"more"},
                         {{"more", isrc}, {"t1", {}}})
                .value()[0]
                .size(),
            kRecordingTrackCountMax);
  db_.AddTrack({"acme", "more"}, "GBAYE6800011");
  EXPECT_THAT(RecordingOf(db_.connection(), {"acme", "t7"}),
              FailsWith(absl::StatusCode::kFailedPrecondition, "ISRC"));
  EXPECT_EQ(RecordingsOf(db_.connection(), "acme", {"t1"}, {{"t1", {}}})
                .value()[0]
                .size(),
            1u);
}

TEST_P(RecordingsTest, AudioThatTooManyShareIsNamed) {
  const std::string sha256(64, 'a');
  db_.AddReport(sha256);
  AddTracks(kRecordingTrackCountMax + 1, "");
  db_.Run(
      "INSERT INTO versions (account_id, track_id, number, mix_type, uri,"
      " size_bytes, mtime_ns, declared_sha256, analysis_state,"
      " analysis_error, report_sha256, report_analyzer_version)"
      " SELECT account_id, id, 1, 'FULL_MIX', 'u', 0, 0, '', 'ANALYZED',"
      " '', $1, 'v' FROM tracks",
      {sha256});
  const auto refused = RecordingOf(db_.connection(), {"acme", "t7"});
  EXPECT_THAT(refused,
              FailsWith(absl::StatusCode::kFailedPrecondition,
                        "the audio with SHA-256 " + sha256 +
                            " makes one recording of more than 1000 tracks"));
  EXPECT_EQ(ReasonOf(refused.status()),
            (Reason{"RECORDING_TOO_LARGE", {{"sha256", sha256}}}));
}

}  // namespace
}  // namespace ritornello::catalog
