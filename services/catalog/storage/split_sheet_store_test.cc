#include "services/catalog/storage/split_sheet_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "libs/sql/in_list.h"
#include "libs/sql/transaction.h"
#include "libs/status/status_matchers.h"
#include "services/catalog/storage/rights_lookup.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::IsEmpty;

const TrackKey kNocturne{"acme", "nocturne"};
const TrackKey kEtude{"acme", "etude"};
const TrackKey kElsewhere{"globex", "nocturne"};
const WorkKey kWork{"acme", "nocturne"};

class SplitSheetStoreTest
    : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  SplitSheetStoreTest() {
    for (const char* account : {"acme", "globex"}) {
      db_.AddAccount(account);
      for (const char* party : {"ana", "bea"}) {
        db_.AddParty({account, party});
      }
    }
    db_.AddTrack(kNocturne, "GBAYE6800011");
    db_.AddTrack(kEtude, "");
    db_.AddTrack(kElsewhere, "GBAYE6800011");
    for (const char* account : {"acme", "globex"}) {
      db_.AddWork({account, "nocturne"});
    }
  }
  absl::Status Insert(const std::vector<TrackSplitSheet>& sheets) {
    return sql::RunTransaction(db_.pool(), [&](sql::Transaction& transaction) {
      return InsertSplitSheets(transaction, sheets);
    });
  }
  absl::Status InsertOfWorks(const std::vector<WorkSplitSheet>& sheets) {
    return sql::RunTransaction(db_.pool(), [&](sql::Transaction& transaction) {
      return InsertSplitSheets(transaction, sheets);
    });
  }

  testing::CatalogDatabase db_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Both, SplitSheetStoreTest,
                         sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

SplitSheet Sheet(Right right, int64_t number, absl::CivilDay day,
                 std::vector<Share> shares) {
  return {.right = right,
          .number = number,
          .effective_date = day,
          .shares = std::move(shares),
          .create_time = absl::FromUnixMicros(1'234'567)};
}

void ExpectSame(const SplitSheet& a, const SplitSheet& b) {
  EXPECT_TRUE(a == b) << a.number << " and " << b.number;
}

TEST_P(SplitSheetStoreTest, SheetsOfManyTracksComeTogether) {
  const std::vector<SplitSheet> nocturne = {
      Sheet(Right::kMaster, 1, kAlways, {{"ana", ShareRole::kOwner, 1}}),
      Sheet(Right::kMaster, 2, absl::CivilDay(2026, 2, 28),
            {{"ana", ShareRole::kOwner, 1},
             {"bea", ShareRole::kLabel, 4'294'967'295}}),
      // PERFORMANCE is behind MASTER; MECHANICAL is last, not by the alphabet.
      Sheet(Right::kPerformance, 1, absl::CivilDay(9999, 12, 31),
            {{"ana", ShareRole::kWriter, 1}, {"ana", ShareRole::kLabel, 1}}),
      Sheet(Right::kMechanical, 1, kAlways, {{"bea", ShareRole::kOwner, 1}})};
  const SplitSheet elsewhere =
      Sheet(Right::kMaster, 1, kAlways, {{"bea", ShareRole::kOwner, 7}});
  ASSERT_THAT(Insert({{kNocturne, nocturne[3]},
                      {kNocturne, nocturne[2]},
                      {kElsewhere, elsewhere},
                      {kNocturne, nocturne[0]},
                      {kNocturne, nocturne[1]}}),
              IsOk());
  auto sheets =
      GetSplitSheets(db_.connection(), {kNocturne, kEtude, kElsewhere}).value();
  ASSERT_EQ(sheets.size(), 2u);  // the étude has none
  ASSERT_EQ(sheets[kNocturne].size(), nocturne.size());
  for (size_t i = 0; i < nocturne.size(); ++i) {
    ExpectSame(sheets[kNocturne][i], nocturne[i]);
  }
  ASSERT_EQ(sheets[kElsewhere].size(), 1u);
  ExpectSame(sheets[kElsewhere][0], elsewhere);
  EXPECT_THAT(GetSplitSheets(db_.connection(), {}).value(), IsEmpty());
}

TEST_P(SplitSheetStoreTest, ASheetNeedsItsTrackItsPartiesAndAFreshNumber) {
  const SplitSheet sheet =
      Sheet(Right::kMaster, 1, kAlways, {{"ana", ShareRole::kOwner, 1}});
  SplitSheet by_stranger = sheet;
  by_stranger.shares[0].party_id = "cid";
  EXPECT_THAT(Insert({{{"acme", "sonata"}, sheet}}),
              FailsWith(absl::StatusCode::kFailedPrecondition, ""));
  EXPECT_THAT(Insert({{kNocturne, by_stranger}}),
              FailsWith(absl::StatusCode::kFailedPrecondition, ""));
  EXPECT_THAT(GetSplitSheets(db_.connection(), {kNocturne}).value(), IsEmpty());
  ASSERT_THAT(Insert({{kNocturne, sheet}}), IsOk());
  EXPECT_THAT(Insert({{kNocturne, sheet}}),
              FailsWith(absl::StatusCode::kAlreadyExists, ""));
}

// A track and a work of one id have nothing to do with each other.
TEST_P(SplitSheetStoreTest, SheetsOfAWorkAreNotThoseOfATrack) {
  const SplitSheet master =
      Sheet(Right::kMaster, 1, kAlways, {{"ana", ShareRole::kOwner, 1}});
  const std::vector<SplitSheet> of_work = {
      Sheet(
          Right::kPerformance, 1, absl::CivilDay(2026, 3, 1),
          {{"ana", ShareRole::kWriter, 3}, {"bea", ShareRole::kPublisher, 1}}),
      Sheet(Right::kPerformance, 2, kAlways, {{"ana", ShareRole::kWriter, 1}})};
  const SplitSheet elsewhere =
      Sheet(Right::kMechanical, 1, kAlways, {{"bea", ShareRole::kWriter, 1}});
  ASSERT_THAT(Insert({{kNocturne, master}}), IsOk());
  ASSERT_THAT(InsertOfWorks({{kWork, of_work[1]},
                             {{"globex", "nocturne"}, elsewhere},
                             {kWork, of_work[0]}}),
              IsOk());
  auto sheets =
      GetWorkSplitSheets(db_.connection(), {kWork, {"globex", "nocturne"}})
          .value();
  ASSERT_EQ(sheets[kWork].size(), 2u);
  ExpectSame(sheets[kWork][0], of_work[0]);
  ExpectSame(sheets[kWork][1], of_work[1]);
  ExpectSame(sheets[WorkKey({"globex", "nocturne"})][0], elsewhere);
  auto of_track = GetSplitSheets(db_.connection(), {kNocturne}).value();
  ASSERT_EQ(of_track[kNocturne].size(), 1u);
  ExpectSame(of_track[kNocturne][0], master);
  EXPECT_THAT(InsertOfWorks({{{"acme", "sonata"}, of_work[0]}}),
              FailsWith(absl::StatusCode::kFailedPrecondition, ""));
  EXPECT_THAT(InsertOfWorks({{kWork, of_work[0]}}),
              FailsWith(absl::StatusCode::kAlreadyExists, ""));
}

using RightsLookupTest = SplitSheetStoreTest;

INSTANTIATE_TEST_SUITE_P(Both, RightsLookupTest,
                         sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(RightsLookupTest, ByKey) {
  const std::set<TrackKey> keys = {
      kNocturne, kElsewhere, {"acme", "sonata"}, {"globex", "etude"}};
  const auto all = FindTracksByKey(db_.connection(), kAllAccounts, keys);
  ASSERT_EQ(all.value().size(), 2u);
  EXPECT_EQ(all->at(kNocturne).key, kNocturne);
  EXPECT_EQ(all->at(kNocturne).track_count, 1);
  EXPECT_EQ(all->at(kNocturne).title, "nocturne");
  EXPECT_EQ(all->at(kNocturne).isrc, "GBAYE6800011");
  EXPECT_EQ(all->at(kElsewhere).key, kElsewhere);
  const auto own = FindTracksByKey(db_.connection(), "acme", keys);
  ASSERT_EQ(own.value().size(), 1u);
  EXPECT_EQ(own->begin()->first, kNocturne);
  EXPECT_THAT(FindTracksByKey(db_.connection(), "initech", keys).value(),
              IsEmpty());
}

TEST_P(RightsLookupTest, ByIdAndByIsrc) {
  const auto ids = FindTracksById(db_.connection(), kAllAccounts,
                                  {"nocturne", "etude", "sonata"});
  ASSERT_EQ(ids.value().size(), 2u);
  EXPECT_EQ(ids->at("nocturne").track_count, 2);
  EXPECT_EQ(ids->at("etude").track_count, 1);
  EXPECT_EQ(ids->at("etude").key, kEtude);

  const auto own = FindTracksById(db_.connection(), "globex", {"nocturne"});
  EXPECT_EQ(own.value().at("nocturne").key, kElsewhere);

  const auto isrcs = FindTracksByIsrc(db_.connection(), kAllAccounts,
                                      {"GBAYE6800011", "USRC17607839"});
  ASSERT_EQ(isrcs.value().size(), 1u);
  EXPECT_EQ(isrcs->at("GBAYE6800011").track_count, 2);
  const auto own_isrc =
      FindTracksByIsrc(db_.connection(), "acme", {"GBAYE6800011"});
  EXPECT_EQ(own_isrc.value().at("GBAYE6800011").key, kNocturne);
  EXPECT_THAT(FindTracksByIsrc(db_.connection(), "acme", {}).value(),
              IsEmpty());
}

TEST_P(RightsLookupTest, MoreWordsThanOneStatementTakes) {
  std::set<std::string> ids;
  for (size_t i = 0; i < sql::kInListSizeMax; ++i)
    ids.insert(absl::StrCat("a", i));
  ids.insert("nocturne");
  EXPECT_EQ(FindTracksById(db_.connection(), "acme", ids).value().size(), 1u);
}

}  // namespace
}  // namespace ritornello::catalog
