#include "services/catalog/storage/readiness_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "absl/strings/str_cat.h"
#include "libs/sql/transaction.h"
#include "libs/status/status_matchers.h"
#include "services/catalog/storage/job_store.h"
#include "services/catalog/storage/library_store.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Every field has a value of its own, so that two that are mixed up differ.
Readiness Full(const TrackKey& track, const std::string& library_id) {
  return {.key = {track, library_id},
          .track_title = track.track_id,  // see CatalogDatabase::AddTrack
          .state = ReadinessState::kNotReady,
          .checks = {{.dimension = Dimension::kTechnical,
                      .state = ReadinessState::kPending,
                      .problems = {{Severity::kFailure, "CLIPPING", 2,
                                    "12 runs", "lower it"},
                                   {Severity::kNotMeasured, "TEMPO", 1,
                                    "nobody measures it", "listen"},
                                   {Severity::kWarning, "TRUE_PEAK", 3, "close",
                                    "leave room"}}},
                     {.dimension = Dimension::kVersions,
                      .state = ReadinessState::kReady},
                     {.dimension = Dimension::kMetadata,
                      .state = ReadinessState::kNotReady,
                      .problems = {{Severity::kFailure, "MOODS_MISSING", 0,
                                    "has 1 of 2 moods", "describe it"}}},
                     {.dimension = Dimension::kRights,
                      .state = ReadinessState::kUnconfirmed}},
          .assess_time = absl::FromUnixMicros(1'800'000'000'000'001)};
}

Readiness Ready(const TrackKey& track, const std::string& library_id) {
  Readiness readiness = Full(track, library_id);
  readiness.state = ReadinessState::kReady;
  for (Check& check : readiness.checks) {
    check.state = ReadinessState::kReady;
    check.problems.clear();
  }
  return readiness;
}

class ReadinessStoreTest
    : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  ReadinessStoreTest() {
    for (const char* account : {"acme", "zenith"}) {
      database_.AddAccount(account);
      for (const char* track : {"a", "b", "b-2", "c"}) {
        database_.AddTrack({account, track}, "");
      }
    }
    Write([](sql::Transaction& transaction) {
      for (const char* library : {"artlist", "default", "titan"}) {
        EXPECT_THAT(InsertLibrary(transaction, {.id = library}), IsOk());
      }
      return absl::OkStatus();
    });
  }

  void Write(const std::function<absl::Status(sql::Transaction&)>& work) {
    ASSERT_THAT(sql::RunTransaction(database_.pool(), work), IsOk());
  }
  void Replace(const TrackKey& track, const std::vector<Readiness>& readiness) {
    Write([&](sql::Transaction& transaction) {
      return ReplaceReadiness(transaction, track, readiness);
    });
  }
  // Three libraries for each of acme's tracks but "c", two for zenith's "a".
  void Populate() {
    for (const char* id : {"b-2", "a", "b"}) {
      const TrackKey track{"acme", id};
      Replace(track, {Full(track, "titan"), Ready(track, "artlist"),
                      Full(track, "default")});
    }
    const TrackKey other{"zenith", "a"};
    Replace(other, {Full(other, "artlist"), Ready(other, "titan")});
  }
  std::vector<std::string> List(const ReadinessQuery& query) {
    const auto list = ListReadiness(database_.connection(), query);
    EXPECT_THAT(list, IsOk());
    std::vector<std::string> names;
    for (const Readiness& readiness : list.value()) {
      names.push_back(absl::StrCat(readiness.key.track.track_id, " ",
                                   readiness.key.library_id));
    }
    return names;
  }

  testing::CatalogDatabase database_{GetParam()};
};

TEST_P(ReadinessStoreTest, EveryFieldComesBack) {
  const TrackKey track{"acme", "a"};
  const Readiness full = Full(track, "artlist");
  Replace(track, {full});
  const auto got = GetReadiness(database_.connection(), full.key);
  ASSERT_THAT(got, IsOk());
  EXPECT_EQ(*got, full);
  const auto list = ListReadiness(database_.connection(),
                                  {.account_id = "acme", .count_max = 10});
  ASSERT_THAT(list, IsOk());
  EXPECT_EQ(list->front(), full);
}

TEST_P(ReadinessStoreTest, WhatWasNotAssessedIsPending) {
  Populate();
  const ReadinessKey key{{"acme", "c"}, "artlist"};
  EXPECT_EQ(GetReadiness(database_.connection(), key).value(),
            NotYetAssessed(key, "c"));
}

// Until a change has been looked at, what was said before it is shown, and that
// it is about to be said again; a job that was given up promises nothing.
TEST_P(ReadinessStoreTest, WhatIsToBeAssessedAgainIsPending) {
  Populate();
  const TrackKey track{"acme", "a"};
  Readiness pending = Full(track, "titan");
  pending.state = ReadinessState::kPending;
  Write([&](sql::Transaction& transaction) {
    return EnqueueAssess(transaction, track, absl::FromUnixSeconds(1));
  });
  const auto get = [&] {
    return GetReadiness(database_.connection(), {track, "titan"}).value();
  };
  EXPECT_EQ(get(), pending);
  database_.Run("UPDATE jobs SET state = 'RUNNING'", {});
  EXPECT_EQ(get(), pending);
  database_.Run("UPDATE jobs SET state = 'FAILED'", {});
  EXPECT_EQ(get(), Full(track, "titan"));
  const TrackKey neighbour{"acme", "b"};
  EXPECT_EQ(GetReadiness(database_.connection(), {neighbour, "titan"}).value(),
            Full(neighbour, "titan"));
}

TEST_P(ReadinessStoreTest, WhatDoesNotExistIsNotThere) {
  Populate();
  const ReadinessKey keys[] = {
      {{"acme", "nobody"}, "artlist"},  // no such track
      {{"acme", "a"}, "nobody"},        // no such library
      {{"nobody", "a"}, "artlist"},     // no such account
  };
  for (const ReadinessKey& key : keys) {
    const auto got = GetReadiness(database_.connection(), key);
    ASSERT_THAT(got, IsOk());
    EXPECT_EQ(*got, std::nullopt) << NameOf(key);
  }
}

TEST_P(ReadinessStoreTest, ReplacingLeavesNothingOfBefore) {
  Populate();
  const TrackKey track{"acme", "b"};
  Replace(track, {Ready(track, "titan")});
  EXPECT_THAT(List({.account_id = "acme", .track_id = "b", .count_max = 10}),
              ElementsAre("b artlist", "b default", "b titan"));
  EXPECT_EQ(GetReadiness(database_.connection(), {track, "titan"}).value(),
            Ready(track, "titan"));
  Replace(track, {});
  const ReadinessKey key{track, "titan"};
  EXPECT_EQ(GetReadiness(database_.connection(), key).value(),
            NotYetAssessed(key, "b"));
  // Neighbours keep theirs.
  const TrackKey other{"zenith", "a"};
  EXPECT_EQ(GetReadiness(database_.connection(), {other, "artlist"}).value(),
            Full(other, "artlist"));
  EXPECT_EQ(database_.Run("SELECT 1 FROM readiness_problems", {}).size(),
            4u * (2 * 2 + 1));
}

TEST_P(ReadinessStoreTest, ListsByTrackThenByLibrary) {
  Populate();
  EXPECT_THAT(List({.account_id = "acme", .count_max = 100}),
              ElementsAre("a artlist", "a default", "a titan", "b artlist",
                          "b default", "b titan", "b-2 artlist", "b-2 default",
                          "b-2 titan", "c artlist", "c default", "c titan"));
  EXPECT_THAT(List({.account_id = "acme", .track_id = "b", .count_max = 100}),
              ElementsAre("b artlist", "b default", "b titan"));
  EXPECT_THAT(
      List({.account_id = "acme", .library_id = "titan", .count_max = 100}),
      ElementsAre("a titan", "b titan", "b-2 titan", "c titan"));
  EXPECT_THAT(List({.account_id = "acme",
                    .track_id = "b",
                    .library_id = "default",
                    .count_max = 100}),
              ElementsAre("b default"));
  EXPECT_THAT(List({.account_id = "zenith", .count_max = 2}),
              ElementsAre("a artlist", "a default"));
  EXPECT_THAT(List({.account_id = "nobody", .count_max = 100}), IsEmpty());
}

// Pages of every size, each begun behind the last of the page before, give
// the whole list, and a page ends between assessments, not between problems.
TEST_P(ReadinessStoreTest, PagesAddUp) {
  Populate();
  const auto whole = ListReadiness(database_.connection(),
                                   {.account_id = "acme", .count_max = 100});
  ASSERT_THAT(whole, IsOk());
  for (size_t size = 1; size <= whole->size() + 1; ++size) {
    std::vector<Readiness> paged;
    ReadinessQuery query{.account_id = "acme", .count_max = size};
    while (true) {
      const auto page = ListReadiness(database_.connection(), query);
      ASSERT_THAT(page, IsOk());
      ASSERT_LE(page->size(), size);
      if (page->empty()) break;
      paged.insert(paged.end(), page->begin(), page->end());
      query.after_track_id = paged.back().key.track.track_id;
      query.after_library_id = paged.back().key.library_id;
    }
    EXPECT_EQ(paged, *whole) << "pages of " << size;
  }
}

INSTANTIATE_TEST_SUITE_P(Both, ReadinessStoreTest,
                         sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

}  // namespace
}  // namespace ritornello::catalog
