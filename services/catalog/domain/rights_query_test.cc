#include "services/catalog/domain/rights_query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "libs/status/status_matchers.h"
#include "services/catalog/domain/rights.h"
#include "services/catalog/domain/testing/set_split_sheets.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;

const TrackKey kNocturne{"acme", "nocturne"};
const TrackKey kEtude{"acme", "etude"};
const TrackKey kElsewhere{"globex", "nocturne"};
const absl::CivilDay kMarch(2026, 3, 1);

SplitSheet Sheet(Right right, absl::CivilDay day, std::vector<Share> shares) {
  return {.right = right, .effective_date = day, .shares = std::move(shares)};
}

const std::vector<Share> kAnaOwns = {{"ana", ShareRole::kOwner, 1}};
const std::vector<Share> kBothOwn = {{"ana", ShareRole::kOwner, 1},
                                     {"bea", ShareRole::kOwner, 1}};

class RightsQueryTest : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  RightsQueryTest() {
    for (const char* account : {"acme", "globex"}) {
      db_.AddAccount(account);
      db_.AddParty({account, "ana"});
    }
    db_.AddParty({"acme", "bea"});
    db_.AddTrack(kNocturne, "GBAYE6800011");
    db_.AddTrack(kEtude, "USRC17607839");
    db_.AddTrack(kElsewhere, "GBAYE6800011");
  }
  template <typename Key>
  absl::Status Set(const std::vector<SheetOf<Key>>& sheets) {
    return sql::RunTransaction(db_.pool(), [&](sql::Transaction& transaction) {
      return testing::SetSplitSheets(transaction, sheets, absl::UnixEpoch())
          .status();
    });
  }

  testing::CatalogDatabase db_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Both, RightsQueryTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(RightsQueryTest, BatchGetRights) {
  ASSERT_THAT(
      Set<TrackKey>({{kNocturne, Sheet(Right::kMaster, kAlways, kAnaOwns)},
                     {kNocturne, Sheet(Right::kMaster, kMarch, kBothOwn)},
                     {kNocturne, Sheet(Right::kMechanical, kMarch, kAnaOwns)}}),
      IsOk());
  using State = RightsAnswer::State;
  struct {
    const char* account_id;
    RightsQuery query;
    State state;
    TrackKey track;
    std::vector<std::string> sheets;  // "master-2"
  } const cases[] = {
      {"acme",
       {NameOf(kNocturne), "", kMarch},
       State::kFound,
       kNocturne,
       {"master-2", "mechanical-1"}},
      {"acme",
       {NameOf(kNocturne), "", kMarch - 1},
       State::kFound,
       kNocturne,
       {"master-1"}},
      {"acme",
       {"nocturne", "", kMarch - 1},
       State::kFound,
       kNocturne,
       {"master-1"}},
      {"acme",
       {"", "gb-aye-68-00011", kMarch - 1},
       State::kFound,
       kNocturne,
       {"master-1"}},
      {"acme", {"etude", "", kMarch}, State::kFound, kEtude, {}},
      // Another account's track is not there.
      {"acme", {NameOf(kElsewhere), "", kMarch}, State::kNotFound, {}, {}},
      {"acme", {"sonata", "", kMarch}, State::kNotFound, {}, {}},
      {"acme", {"", "GBAYE6800012", kMarch}, State::kNotFound, {}, {}},
      // What no track can have finds nothing, as in a bad statement.
      {"acme", {"", "not an ISRC", kMarch}, State::kNotFound, {}, {}},
      {"acme", {"Not/An Id", "", kMarch}, State::kNotFound, {}, {}},
      {"acme", {"accounts/acme", "", kMarch}, State::kNotFound, {}, {}},
      {"-", {"nocturne", "", kMarch}, State::kAmbiguous, {}, {}},
      {"-", {"", "GBAYE6800011", kMarch}, State::kAmbiguous, {}, {}},
      {"-", {"", "USRC17607839", kMarch}, State::kFound, kEtude, {}},
      {"-", {NameOf(kElsewhere), "", kMarch}, State::kFound, kElsewhere, {}},
      {"globex", {"nocturne", "", kMarch}, State::kFound, kElsewhere, {}},
  };
  for (const char* account_id : {"acme", "globex", "-"}) {
    std::vector<RightsQuery> queries;
    for (const auto& c : cases) {
      if (c.account_id == std::string(account_id)) queries.push_back(c.query);
    }
    const auto answers = BatchGetRights(db_.connection(), account_id, queries);
    ASSERT_THAT(answers, IsOk());
    auto answer = answers->begin();
    for (const auto& c : cases) {
      if (c.account_id != std::string(account_id)) continue;
      SCOPED_TRACE(absl::StrCat(account_id, " ", c.query.track, c.query.isrc));
      ASSERT_NE(answer, answers->end());
      EXPECT_EQ(answer->state, c.state);
      EXPECT_EQ(answer->track, c.track);
      EXPECT_EQ(answer->title, c.track.track_id);
      std::vector<std::string> sheets;
      for (const HoldingSheet& sheet : answer->split_sheets) {
        sheets.push_back(sheet.id);
      }
      EXPECT_EQ(sheets, c.sheets);
      ++answer;
    }
  }
}

TEST_P(RightsQueryTest, TheLargestBatch) {
  std::vector<RightsQuery> queries;
  for (size_t i = 0; i < kRightsQueryCountMax; ++i) {
    queries.push_back({absl::StrCat("t", i), "", kMarch});
  }
  queries.back().track = "nocturne";
  const auto answers = BatchGetRights(db_.connection(), "acme", queries);
  ASSERT_EQ(answers.value().size(), kRightsQueryCountMax);
  EXPECT_EQ(answers->back().state, RightsAnswer::State::kFound);
  EXPECT_EQ(answers->front().state, RightsAnswer::State::kNotFound);
}

TEST_P(RightsQueryTest, WhatComesFromWorksIsOneSheetOfTheTrack) {
  for (const char* work : {"intro", "nocturne"}) db_.AddWork({"acme", work});
  db_.AddTrackWork(kNocturne, "nocturne", 2);
  db_.AddTrackWork(kNocturne, "intro");
  db_.AddTrackWork(kEtude, "nocturne");
  const TrackSplitSheet master{kNocturne,
                               Sheet(Right::kMaster, kAlways, kAnaOwns)};
  const TrackSplitSheet of_track{kNocturne,
                                 Sheet(Right::kPerformance, kAlways, kBothOwn)};
  ASSERT_THAT(Set<TrackKey>({master, of_track}), IsOk());
  ASSERT_THAT(
      Set<WorkKey>(
          {{{"acme", "nocturne"}, Sheet(Right::kPerformance, kMarch, kBothOwn)},
           {{"acme", "intro"}, Sheet(Right::kPerformance, kAlways, kAnaOwns)},
           {{"acme", "nocturne"},
            Sheet(Right::kMechanical, kAlways, kAnaOwns)}}),
      IsOk());
  const std::vector<RightsQuery> queries = {{"nocturne", "", kMarch},
                                            {"etude", "", kMarch},
                                            {"nocturne", "", kMarch - 1}};
  const auto answers = BatchGetRights(db_.connection(), "acme", queries);
  ASSERT_THAT(answers, IsOk());
  const auto ids = [](const RightsAnswer& answer) {
    std::vector<std::string> found;
    for (const HoldingSheet& sheet : answer.split_sheets) {
      found.push_back(sheet.id);
    }
    return found;
  };
  // The intro has no mechanical shares, and the nocturne is shared from March.
  EXPECT_THAT(ids((*answers)[0]),
              ElementsAre("master-1", "performance@intro-1+nocturne-1*2"));
  EXPECT_THAT(ids((*answers)[1]),
              ElementsAre("performance@nocturne-1", "mechanical@nocturne-1"));
  EXPECT_THAT(ids((*answers)[2]), ElementsAre("master-1"));
  // Ana has a third, and half of the other two.
  EXPECT_THAT((*answers)[0].split_sheets[1].sheet->shares,
              ElementsAre(Share{"ana", ShareRole::kOwner, 2},
                          Share{"bea", ShareRole::kOwner, 1}));
  EXPECT_EQ((*answers)[0].split_sheets[1].sheet->effective_date, kMarch);
}

}  // namespace
}  // namespace ritornello::catalog
