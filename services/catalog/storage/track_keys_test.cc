#include "services/catalog/storage/track_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
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

}  // namespace
}  // namespace ritornello::catalog
