#include "services/catalog/storage/duplicates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "libs/status/status_matchers.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// "a" and "b" of acme share an ISRC; one file is twice in "a" and once in "b",
// another is in "b" and "c". Of globex nothing is twice.
class DuplicatesTest : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  DuplicatesTest() {
    for (const char* account : {"acme", "globex"}) db_.AddAccount(account);
    db_.AddTrack({"acme", "a"}, "GBAYE6800011");
    db_.AddTrack({"acme", "b"}, "GBAYE6800011");
    db_.AddTrack({"acme", "c"}, "GBAYE6800022");
    db_.AddTrack({"acme", "d"}, "");
    db_.AddTrack({"acme", "e"}, "");
    db_.AddTrack({"globex", "a"}, "GBAYE6800011");
    for (const char* sha256 : {"s1", "s2", "s3"}) db_.AddReport(sha256);
    db_.AddVersion({{"acme", "a"}, 1}, "s1");
    db_.AddVersion({{"acme", "a"}, 2}, "s1");
    db_.AddVersion({{"acme", "b"}, 1}, "s2");
    db_.AddVersion({{"acme", "b"}, 10}, "s1");
    db_.AddVersion({{"acme", "c"}, 1}, "s2");
    db_.AddVersion({{"acme", "d"}, 1}, "s3");
    db_.AddVersion({{"globex", "a"}, 1}, "s3");
  }
  std::vector<Duplicate> List(const std::string& account_id,
                              const std::string& after, size_t count_max) {
    const auto list =
        ListDuplicates(db_.connection(), account_id, after, count_max);
    EXPECT_THAT(list, IsOk());
    return list.value();
  }

  const Duplicate first_{
      DuplicateKind::kAudio,
      "s1",
      {"accounts/acme/tracks/a/versions/1", "accounts/acme/tracks/a/versions/2",
       "accounts/acme/tracks/b/versions/10"}};
  const Duplicate second_{DuplicateKind::kAudio,
                          "s2",
                          {"accounts/acme/tracks/b/versions/1",
                           "accounts/acme/tracks/c/versions/1"}};
  const Duplicate third_{DuplicateKind::kIsrc,
                         "GBAYE6800011",
                         {"accounts/acme/tracks/a", "accounts/acme/tracks/b"}};
  testing::CatalogDatabase db_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Both, DuplicatesTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(DuplicatesTest, AudioThenIsrcs) {
  EXPECT_THAT(List("acme", "", 10), ElementsAre(first_, second_, third_));
  EXPECT_THAT(List("globex", "", 10), IsEmpty());
  EXPECT_THAT(List("nobody", "", 10), IsEmpty());
}

TEST_P(DuplicatesTest, PagesEndBetweenDuplicates) {
  EXPECT_THAT(List("acme", "", 1), ElementsAre(first_));
  EXPECT_THAT(List("acme", CursorOf(first_), 1), ElementsAre(second_));
  EXPECT_THAT(List("acme", CursorOf(second_), 1), ElementsAre(third_));
  EXPECT_THAT(List("acme", CursorOf(third_), 1), IsEmpty());
}

}  // namespace
}  // namespace ritornello::catalog
