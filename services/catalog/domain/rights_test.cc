#include "services/catalog/domain/rights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "libs/time/fake_clock.h"
#include "services/catalog/domain/testing/set_split_sheets.h"
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
    return SetAll(sheets);
  }
  template <typename Sheets>
  absl::StatusOr<std::vector<bool>> SetAll(const Sheets& sheets) {
    std::vector<bool> is_new;
    const absl::Status status =
        sql::RunTransaction(db_.pool(), [&](sql::Transaction& transaction) {
          auto result =
              testing::SetSplitSheets(transaction, sheets, clock_.Now());
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
        rights_.Create(kNocturne, Sheet(c.right, kMarch, kBothOwn), {});
    ASSERT_THAT(made, IsOk());
    SplitSheet want = Sheet(c.right, kMarch, kBothOwn);
    want.number = c.number;
    want.create_time = clock_.Now();
    EXPECT_TRUE(*made == want) << made->number;
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
        rights_.Create(c.track, Sheet(Right::kMaster, kMarch, c.shares), {}),
        FailsWith(c.code, c.want));
  }
  EXPECT_THAT(db_.Jobs(), IsEmpty());
}

TEST_P(RightsTest, ARepeatedRequestRecordsOneSheet) {
  const request_log::Request request{"editor", "r-1", "CreateSplitSheet", "0"};
  const SplitSheet sheet = Sheet(Right::kMaster, kAlways, kAnaOwns);
  ASSERT_THAT(rights_.Create(kNocturne, sheet, request), IsOk());
  const auto again = rights_.Create(kNocturne, sheet, request);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->number, 1);
  EXPECT_EQ(SheetsOf(kNocturne).size(), 1u);
}

TEST_P(RightsTest, RacingSheetsGetNumbersOfTheirOwn) {
  constexpr int64_t kThreadCount = 6;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreadCount; ++i) {
    threads.emplace_back([&] {
      EXPECT_THAT(rights_.Create(kNocturne,
                                 Sheet(Right::kMaster, kAlways, kAnaOwns), {}),
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
      rights_.Create(kNocturne, Sheet(Right::kMaster, kAlways, kAnaOwns), {}),
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

TEST_P(RightsTest, SheetsOfAWorkAreNumberedAndItsTracksAssessed) {
  const WorkKey work{"acme", "nocturne"};
  db_.AddWork(work);
  db_.AddTrackWork(kNocturne, "nocturne");
  const SplitSheet sheet = Sheet(Right::kPerformance, kMarch, kBothOwn);
  for (const int64_t number : {1, 2}) {
    const auto made = rights_.Create(work, sheet, {});
    ASSERT_THAT(made, IsOk());
    EXPECT_EQ(made->number, number);
    EXPECT_EQ(made->shares, kBothOwn);
  }
  EXPECT_THAT(db_.Jobs(), ElementsAre("accounts/acme/tracks/nocturne ASSESS"));
  EXPECT_EQ(GetWorkSplitSheets(db_.connection(), {work}).value()[work].size(),
            2u);
  EXPECT_THAT(SheetsOf(kNocturne), IsEmpty());
  const request_log::Request request{"editor", "r-1", "CreateSplitSheet", "0"};
  EXPECT_EQ(rights_.Create(work, sheet, request)->number, 3);
  EXPECT_EQ(rights_.Create(work, sheet, request)->number, 3);
}

TEST_P(RightsTest, AWorkHasNoMasterAndNoStrangersParties) {
  const WorkKey work{"acme", "nocturne"};
  db_.AddWork(work);
  EXPECT_THAT(
      rights_.Create(work, Sheet(Right::kMaster, kAlways, kAnaOwns), {}),
      FailsWith(absl::StatusCode::kInvalidArgument, "split_sheet.right"));
  const SplitSheet sheet = Sheet(Right::kMechanical, kAlways, kBothOwn);
  const auto missing = rights_.Create(WorkKey{"acme", "sonata"}, sheet, {});
  EXPECT_THAT(missing, FailsWith(absl::StatusCode::kNotFound,
                                 "no accounts/acme/works/sonata"));
  EXPECT_EQ(ReasonOf(missing.status()).reason, "WORK_NOT_FOUND");
  db_.AddWork({"globex", "nocturne"});
  EXPECT_THAT(
      rights_.Create(WorkKey{"globex", "nocturne"}, sheet, {}),
      FailsWith(absl::StatusCode::kNotFound, "no accounts/globex/parties/bea"));
}

TEST_P(RightsTest, TheCompositionOfATrackWithWorksIsSharedThere) {
  for (const char* id : {"intro", "nocturne"}) {
    db_.AddWork({"acme", id});
    db_.AddTrackWork(kNocturne, id);
  }
  for (const Right right :
       {Right::kSyncComposition, Right::kPerformance, Right::kMechanical}) {
    const auto refused =
        rights_.Create(kNocturne, Sheet(right, kAlways, kAnaOwns), {});
    EXPECT_THAT(refused, FailsWith(absl::StatusCode::kFailedPrecondition,
                                   "share accounts/acme/works/intro, "
                                   "accounts/acme/works/nocturne instead"));
    EXPECT_EQ(ReasonOf(refused.status()).reason, "TRACK_HAS_WORKS");
  }
  EXPECT_THAT(
      rights_.Create(kNocturne, Sheet(Right::kMaster, kAlways, kAnaOwns), {}),
      IsOk());
  EXPECT_THAT(
      rights_.Create(kEtude, Sheet(Right::kPerformance, kAlways, kAnaOwns), {}),
      IsOk());
}

TEST_P(RightsTest, OfManyWorksOnlyWhatIsNewIsRecordedAndAssessed) {
  const WorkKey intro{"acme", "intro"};
  const WorkKey nocturne{"acme", "nocturne"};
  for (const WorkKey& work : {intro, nocturne}) db_.AddWork(work);
  db_.AddTrackWork(kNocturne, "nocturne");
  db_.AddTrackWork(kEtude, "intro");
  const std::vector<WorkSplitSheet> sheets = {
      {nocturne, Sheet(Right::kPerformance, kAlways, kAnaOwns)},
      {intro, Sheet(Right::kPerformance, kMarch, kBothOwn)}};
  EXPECT_EQ(SetAll(sheets).value(), std::vector<bool>({true, true}));
  db_.Run("DELETE FROM jobs", {});
  EXPECT_EQ(SetAll(sheets).value(), std::vector<bool>({false, false}));
  EXPECT_THAT(db_.Jobs(), IsEmpty());
  EXPECT_EQ(SetAll(std::vector<WorkSplitSheet>{
                       sheets[0],
                       {intro, Sheet(Right::kPerformance, kMarch, kAnaOwns)}})
                .value(),
            std::vector<bool>({false, true}));
  EXPECT_THAT(db_.Jobs(), ElementsAre("accounts/acme/tracks/etude ASSESS"));
}

}  // namespace
}  // namespace ritornello::catalog
