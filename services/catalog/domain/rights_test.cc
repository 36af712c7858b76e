#include "services/catalog/domain/rights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "libs/time/fake_clock.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

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

class RightsTest : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  RightsTest() {
    for (const char* account : {"acme", "globex"}) {
      db_.AddAccount(account);
      db_.AddParty({account, "ana"});
    }
    db_.AddParty({"acme", "bea"});
    db_.AddTrack(kNocturne, "GBAYE6800011");
    db_.AddTrack(kEtude, "USRC17607839");
    db_.AddTrack(kElsewhere, "GBAYE6800011");
  }
  absl::StatusOr<std::vector<bool>> Set(std::vector<TrackSplitSheet> sheets) {
    std::vector<bool> is_new;
    const absl::Status status =
        sql::RunTransaction(db_.pool(), [&](sql::Transaction& transaction) {
          auto result = SetSplitSheets(transaction, sheets, clock_.Now());
          if (result.ok()) is_new = *result;
          return result.status();
        });
    if (!status.ok()) return status;
    return is_new;
  }
  std::vector<SplitSheet> SheetsOf(const TrackKey& track) {
    return GetSplitSheets(db_.connection(), {track}).value()[track];
  }

  ritornello::testing::FakeClock clock_;
  testing::CatalogDatabase db_{GetParam()};
  Rights rights_{db_.pool(), clock_};
};

INSTANTIATE_TEST_SUITE_P(Both, RightsTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(RightsTest, EachSheetIsNumberedInItsRightAndAssessed) {
  struct {
    Right right;
    int64_t number;
  } const cases[] = {{Right::kMaster, 1},
                     {Right::kMaster, 2},
                     {Right::kPerformance, 1},
                     {Right::kMaster, 3}};
  for (const auto& c : cases) {
    const auto made =
        rights_.Create({kNocturne, Sheet(c.right, kMarch, kBothOwn)}, {});
    ASSERT_THAT(made, IsOk());
    EXPECT_EQ(made->track, kNocturne);
    SplitSheet want = Sheet(c.right, kMarch, kBothOwn);
    want.number = c.number;
    want.create_time = clock_.Now();
    EXPECT_TRUE(made->sheet == want) << made->sheet.number;
  }
  EXPECT_THAT(db_.Jobs(), ElementsAre("accounts/acme/tracks/nocturne ASSESS"));
}

TEST_P(RightsTest, CreateRefuses) {
  struct {
    TrackKey track;
    std::vector<Share> shares;
    absl::StatusCode code;
    const char* want;
  } const cases[] = {
      {{"acme", "sonata"},
       kAnaOwns,
       absl::StatusCode::kNotFound,
       "no accounts/acme/tracks/sonata"},
      {kNocturne,
       {{"cid", ShareRole::kOwner, 1}},
       absl::StatusCode::kNotFound,
       "no accounts/acme/parties/cid"},
      // A party of another account is no party of this one.
      {kElsewhere,
       {{"bea", ShareRole::kOwner, 1}},
       absl::StatusCode::kNotFound,
       "no accounts/globex/parties/bea"},
      {kNocturne, {}, absl::StatusCode::kInvalidArgument, "split_sheet.shares"},
      {kNocturne,
       {{"ana", ShareRole::kOwner, 0}},
       absl::StatusCode::kInvalidArgument,
       "split_sheet.shares[0].weight"},
  };
  for (const auto& c : cases) {
    EXPECT_THAT(
        rights_.Create({c.track, Sheet(Right::kMaster, kMarch, c.shares)}, {}),
        FailsWith(c.code, c.want));
  }
  EXPECT_THAT(db_.Jobs(), IsEmpty());
}

TEST_P(RightsTest, ARepeatedRequestRecordsOneSheet) {
  const request_log::Request request{"editor", "r-1", "CreateSplitSheet", "0"};
  const TrackSplitSheet sheet{kNocturne,
                              Sheet(Right::kMaster, kAlways, kAnaOwns)};
  ASSERT_THAT(rights_.Create(sheet, request), IsOk());
  const auto again = rights_.Create(sheet, request);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->sheet.number, 1);
  EXPECT_EQ(SheetsOf(kNocturne).size(), 1u);
}

TEST_P(RightsTest, RacingSheetsGetNumbersOfTheirOwn) {
  constexpr int64_t kThreadCount = 6;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreadCount; ++i) {
    threads.emplace_back([&] {
      EXPECT_THAT(
          rights_.Create({kNocturne, Sheet(Right::kMaster, kAlways, kAnaOwns)},
                         {}),
          IsOk());
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::vector<SplitSheet> sheets = SheetsOf(kNocturne);
  ASSERT_EQ(sheets.size(), static_cast<size_t>(kThreadCount));
  EXPECT_EQ(sheets.back().number, kThreadCount);
}

TEST_P(RightsTest, OnlyWhatIsNewIsRecordedAndAssessed) {
  ASSERT_THAT(
      rights_.Create({kNocturne, Sheet(Right::kMaster, kAlways, kAnaOwns)}, {}),
      IsOk());
  db_.Run("DELETE FROM jobs", {});
  const auto is_new =
      Set({{kNocturne, Sheet(Right::kMaster, kAlways, kAnaOwns)},
           // On that day it is hers already.
           {kNocturne, Sheet(Right::kMaster, kMarch, kAnaOwns)},
           {kEtude, Sheet(Right::kMaster, kAlways, kAnaOwns)},
           {kEtude, Sheet(Right::kMaster, kMarch, kBothOwn)},
           {kEtude, Sheet(Right::kPerformance, kAlways, kAnaOwns)}});
  ASSERT_THAT(is_new, IsOk());
  EXPECT_THAT(*is_new, ElementsAre(false, false, true, true, true));
  EXPECT_EQ(SheetsOf(kNocturne).size(), 1u);
  EXPECT_EQ(SheetsOf(kEtude).size(), 3u);
  EXPECT_EQ(SheetsOf(kEtude)[1].number, 2);
  EXPECT_THAT(db_.Jobs(), ElementsAre("accounts/acme/tracks/etude ASSESS"));
}

// Sending a catalogue again must not undo what was agreed for later dates.
TEST_P(RightsTest, TheFirstSheetSentAgainChangesNothing) {
  const TrackSplitSheet first{kNocturne,
                              Sheet(Right::kMaster, kAlways, kAnaOwns)};
  ASSERT_THAT(Set({first}), IsOk());
  ASSERT_THAT(Set({{kNocturne, Sheet(Right::kMaster, kMarch, kBothOwn)}}),
              IsOk());
  EXPECT_THAT(Set({first}).value(), ElementsAre(false));
  EXPECT_EQ(SheetsOf(kNocturne).size(), 2u);
}

TEST_P(RightsTest, SheetsSentAgainInAnyOrderChangeNothing) {
  const std::vector<TrackSplitSheet> later_first = {
      {kNocturne, Sheet(Right::kMaster, kMarch, kAnaOwns)},
      {kNocturne, Sheet(Right::kMaster, kAlways, kBothOwn)}};
  EXPECT_EQ(Set(later_first).value(), std::vector<bool>({true, true}));
  EXPECT_EQ(Set(later_first).value(), std::vector<bool>({false, false}));
  EXPECT_EQ(Set({later_first[1], later_first[0]}).value(),
            std::vector<bool>({false, false}));
}

// In the order sent, hers in March would be no news, and then Bea's share of
// February would hold in March as well.
TEST_P(RightsTest, WhatIsNewIsSaidInTheOrderOfTheDates) {
  ASSERT_THAT(Set({{kNocturne, Sheet(Right::kMaster, kAlways, kAnaOwns)}}),
              IsOk());
  const std::vector<TrackSplitSheet> sheets = {
      {kNocturne, Sheet(Right::kMaster, kMarch, kAnaOwns)},
      {kNocturne, Sheet(Right::kMaster, kMarch - 28, kBothOwn)}};
  EXPECT_EQ(Set(sheets).value(), std::vector<bool>({true, true}));
  const std::vector<SplitSheet> known = SheetsOf(kNocturne);
  EXPECT_EQ(SheetAsOf(known, Right::kMaster, kMarch)->shares, kAnaOwns);
  EXPECT_EQ(SheetAsOf(known, Right::kMaster, kMarch - 1)->shares, kBothOwn);
  EXPECT_EQ(Set(sheets).value(), std::vector<bool>({false, false}));
}

TEST_P(RightsTest, SetNeedsItsParties) {
  EXPECT_THAT(Set({{kNocturne, Sheet(Right::kMaster, kAlways,
                                     {{"cid", ShareRole::kOwner, 1}})}}),
              FailsWith(absl::StatusCode::kFailedPrecondition, ""));
  EXPECT_THAT(SheetsOf(kNocturne), IsEmpty());
}

TEST_P(RightsTest, BatchGetRights) {
  ASSERT_THAT(Set({{kNocturne, Sheet(Right::kMaster, kAlways, kAnaOwns)},
                   {kNocturne, Sheet(Right::kMaster, kMarch, kBothOwn)},
                   {kNocturne, Sheet(Right::kMechanical, kMarch, kAnaOwns)}}),
              IsOk());
  using State = RightsAnswer::State;
  struct {
    const char* account_id;
    RightsQuery query;
    State state;
    TrackKey track;
    std::vector<std::string> sheets;  // "MASTER 2"
  } const cases[] = {
      {"acme",
       {NameOf(kNocturne), "", kMarch},
       State::kFound,
       kNocturne,
       {"MASTER 2", "MECHANICAL 1"}},
      {"acme",
       {NameOf(kNocturne), "", kMarch - 1},
       State::kFound,
       kNocturne,
       {"MASTER 1"}},
      {"acme",
       {"nocturne", "", kMarch - 1},
       State::kFound,
       kNocturne,
       {"MASTER 1"}},
      {"acme",
       {"", "gb-aye-68-00011", kMarch - 1},
       State::kFound,
       kNocturne,
       {"MASTER 1"}},
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
      for (const SplitSheet& sheet : answer->split_sheets) {
        sheets.push_back(
            absl::StrCat(RightName(sheet.right), " ", sheet.number));
      }
      EXPECT_EQ(sheets, c.sheets);
      ++answer;
    }
  }
}

TEST_P(RightsTest, TheLargestBatch) {
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

}  // namespace
}  // namespace ritornello::catalog
