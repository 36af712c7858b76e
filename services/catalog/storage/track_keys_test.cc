#include "services/catalog/storage/track_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
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
  // A version whose audio is told by `sha256`, measured once for all.
  void AddVersion(const TrackKey& track, int64_t number,
                  const std::string& mix_type, const std::string& sha256) {
    if (!has_report_.count(sha256)) {
      db_.Run(
          "INSERT INTO reports (file_sha256, analyzer_version,"
          " file_size_bytes, container, encoding, sample_rate_hz,"
          " channel_count, frame_count, duration_seconds, is_truncated,"
          " clip_run_count, clipped_sample_count, longest_clip_run,"
          " non_finite_sample_count, out_of_range_sample_count)"
          " VALUES ($1, 'v', 1, '', '', 1, 1, 1, 1, 0, 0, 0, 0, 0, 0)",
          {sha256});
      has_report_[sha256] = true;
    }
    db_.Run(
        "INSERT INTO versions (account_id, track_id, number, mix_type, uri,"
        " size_bytes, mtime_ns, declared_sha256, analysis_state,"
        " analysis_error, report_sha256, report_analyzer_version)"
        " VALUES ($1, $2, $3, $4, $5, 0, 0, '', 'ANALYZED', '', $6, 'v')",
        {track.account_id, track.track_id, number, mix_type,
         std::to_string(number), sha256});
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
  std::map<std::string, bool> has_report_;
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

TEST_P(TrackKeysTest, TracksWithOneIsrcOrOneFileAreOneRecording) {
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
  AddVersion({"acme", "b"}, 1, "FULL_MIX", "s1");
  AddVersion({"acme", "c"}, 7, "INSTRUMENTAL", "s1");
  AddVersion({"acme", "c"}, 8, "CUTDOWN", "s2");
  AddVersion({"acme", "d"}, 1, "FULL_MIX", "s2");
  // Parts that many recordings may have in common join none.
  AddVersion({"acme", "alone"}, 1, "LOOP", "s3");
  AddVersion({"acme", "alone"}, 2, "STEM", "s4");
  AddVersion({"acme", "other"}, 1, "LOOP", "s3");
  AddVersion({"acme", "other"}, 2, "STEM", "s4");
  AddVersion({"acme", "other"}, 3, "STINGER", "s1");
  for (const char* id : {"a", "b", "c", "d"}) {
    EXPECT_EQ(Recording({"acme", id}), (Ids{"a", "b", "c", "d"})) << id;
  }
  EXPECT_EQ(Recording({"acme", "alone"}), Ids{"alone"});
  EXPECT_EQ(Recording({"acme", "other"}), Ids{"other"});
  EXPECT_EQ(Recording({"globex", "a"}), Ids{"a"});
  EXPECT_EQ(Recording({"acme", "nobody"}), Ids{});
}

}  // namespace
}  // namespace ritornello::catalog
