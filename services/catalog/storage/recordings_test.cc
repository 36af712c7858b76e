#include "services/catalog/storage/recordings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/status/status_matchers.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

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

// More than one statement can name.
TEST_P(RecordingsTest, AsManyDoublesAsThereAreAreFound) {
  constexpr int kCount = 1'003;
  for (int i = 0; i < kCount; ++i) {
    db_.AddTrack({"acme", absl::StrCat("t", i)}, "GBAYE6800011");
  }
  EXPECT_EQ(Recording({"acme", "t7"}).size(), size_t{kCount});
}

}  // namespace
}  // namespace ritornello::catalog
