#include "services/catalog/model/split_sheet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;

using Weights = std::vector<uint32_t>;
using Percent = std::vector<std::string>;

TEST(SplitSheetTest, PercentagesBecomeTheSmallestWeights) {
  struct {
    Percent percent;
    Weights want;
  } const cases[] = {
      {{"100"}, {1}},
      {{"50", "50"}, {1, 1}},
      {{"50.0", "50.000000"}, {1, 1}},
      {{"12.5", "87.5"}, {1, 7}},
      {{"33.3333", "33.3333", "33.3334"}, {333'333, 333'333, 333'334}},
      {{"0.000001", "99.999999"}, {1, 99'999'999}},
      {{"60", "25", "15"}, {12, 5, 3}},
      {{"033.5", "66.5"}, {67, 133}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(absl::StrJoin(c.percent, " "));
    const auto got = WeightsFromPercent(c.percent);
    ASSERT_THAT(got, IsOk());
    EXPECT_EQ(*got, c.want);
  }
}

TEST(SplitSheetTest, PercentagesThatAreNotTheWholeAreRefused) {
  struct {
    Percent percent;
    const char* field;
    const char* want;
  } const cases[] = {
      {{}, "shares", "must total exactly 100, got 0"},
      {{"33.3333", "33.3333", "33.3333"},
       "shares",
       "must total exactly 100, got 99.9999"},
      {{"50", "50.0001"}, "shares", "must total exactly 100, got 100.0001"},
      {{"99"}, "shares", "got 99"},
      {{"999", "999"}, "shares", "got 1998"},
      {{"50", "0", "50"}, "shares[1].percent", "must be more than 0"},
      {{"0.000000"}, "shares[0].percent", "must be more than 0"},
      {{"100", ""}, "shares[1].percent", "got \"\""},
      {{"-1", "101"}, "shares[0].percent", "got \"-1\""},
      {{"+100"}, "shares[0].percent", "got \"+100\""},
      {{"1e2"}, "shares[0].percent", "got \"1e2\""},
      {{" 100"}, "shares[0].percent", "got \" 100\""},
      {{"100."}, "shares[0].percent", "got \"100.\""},
      {{".5", "99.5"}, "shares[0].percent", "got \".5\""},
      {{"33,3333"}, "shares[0].percent", "got \"33,3333\""},
      {{"0.0000001", "99.9999999"}, "shares[0].percent", "at most 6"},
      {{"1000"}, "shares[0].percent", "got \"1000\""},
      {{"1.2.3"}, "shares[0].percent", "got \"1.2.3\""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(absl::StrJoin(c.percent, " "));
    const absl::Status status = WeightsFromPercent(c.percent).status();
    EXPECT_THAT(status, FailsWith(absl::StatusCode::kInvalidArgument, c.want));
    ASSERT_EQ(FieldViolationsOf(status).size(), 1u);
    EXPECT_EQ(FieldViolationsOf(status)[0].field, c.field);
  }
}

SplitSheet SheetOf(std::vector<Share> shares) {
  SplitSheet sheet;
  sheet.shares = std::move(shares);
  return sheet;
}

TEST(SplitSheetTest, NormalizeSortsByPartyAndRole) {
  SplitSheet sheet = SheetOf({{"bea", ShareRole::kWriter, 1},
                              {"ana", ShareRole::kPublisher, 2},
                              {"ana", ShareRole::kWriter, 4'294'967'295}});
  ASSERT_THAT(Normalize(sheet), IsOk());
  EXPECT_THAT(sheet.shares,
              ElementsAre(Share{"ana", ShareRole::kWriter, 4'294'967'295},
                          Share{"ana", ShareRole::kPublisher, 2},
                          Share{"bea", ShareRole::kWriter, 1}));
}

std::vector<Share> Owners(int count) {
  std::vector<Share> shares;
  for (int i = 0; i < count; ++i) {
    shares.push_back({absl::StrCat("p", i), ShareRole::kOwner, 1});
  }
  return shares;
}

TEST(SplitSheetTest, NormalizeRefusesWhatIsNoSheet) {
  struct {
    std::vector<Share> shares;
    const char* want;  // nullptr: accepted
  } const cases[] = {
      {{}, "shares: must number 1..200, got 0"},
      {Owners(1), nullptr},
      {Owners(200), nullptr},
      {Owners(201), "shares: must number 1..200, got 201"},
      {{{"b", ShareRole::kOwner, 1}, {"a", ShareRole::kOwner, 0}},
       "shares[1].weight: must be 1..4294967295, got 0"},
      {{{"a", ShareRole::kOwner, 1}, {"a", ShareRole::kLabel, 1}}, nullptr},
      {{{"a", ShareRole::kOwner, 1},
        {"b", ShareRole::kOwner, 1},
        {"a", ShareRole::kOwner, 2}},
       "shares: must name a party once in each role, got a twice as OWNER"},
  };
  for (const auto& c : cases) {
    SplitSheet sheet = SheetOf(c.shares);
    const absl::Status status = Normalize(sheet);
    if (c.want == nullptr) {
      EXPECT_THAT(status, IsOk());
    } else {
      EXPECT_THAT(status,
                  FailsWith(absl::StatusCode::kInvalidArgument, c.want));
    }
  }
}

TEST(SplitSheetTest, SharesOfPartiesByNameAreToldApartByIt) {
  const auto named = [](const char* name, ShareRole role) {
    return Share{"", role, 1, name};
  };
  SplitSheet sheet{.shares = {named("Bea", ShareRole::kWriter),
                              named("Ana", ShareRole::kOwner),
                              named("Bea", ShareRole::kOwner),
                              {"cid", ShareRole::kOwner, 1}}};
  EXPECT_THAT(Normalize(sheet), IsOk());
  sheet.shares.push_back(named("Bea", ShareRole::kWriter));
  EXPECT_THAT(Normalize(sheet), FailsWith(absl::StatusCode::kInvalidArgument,
                                          "got Bea twice as WRITER"));
}

TEST(SplitSheetTest, TheLastToBeginIsTakenHoweverTheyWereRecorded) {
  const absl::CivilDay jan(2026, 1, 1), feb(2026, 2, 1), mar(2026, 3, 1);
  std::vector<SplitSheet> sheets(5);
  sheets[0] = {.right = Right::kMaster, .number = 1};  // always
  sheets[1] = {.right = Right::kMaster, .number = 2, .effective_date = mar};
  sheets[2] = {.right = Right::kMaster, .number = 3, .effective_date = feb};
  sheets[3] = {
      .right = Right::kPerformance, .number = 1, .effective_date = feb};
  sheets[4] = {.right = Right::kMaster, .number = 4};  // corrects number 1
  struct {
    Right right;
    absl::CivilDay day;
    const SplitSheet* want;
  } const cases[] = {
      {Right::kMaster, jan, &sheets[4]},
      {Right::kMaster, feb - 1, &sheets[4]},
      {Right::kMaster, feb, &sheets[2]},
      {Right::kMaster, mar - 1, &sheets[2]},
      {Right::kMaster, mar, &sheets[1]},
      {Right::kPerformance, jan, nullptr},
      {Right::kPerformance, feb, &sheets[3]},
      {Right::kMechanical, mar, nullptr},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(SheetAsOf(sheets, c.right, c.day), c.want);
  }
}

TEST(SplitSheetTest, TracksAndWorksHaveSheets) {
  const SheetSubject track = TrackKey{"acme", "nocturne"};
  const SheetSubject work = WorkKey{"acme", "nocturne"};
  EXPECT_EQ(
      ParseSheetSubject("parent", "accounts/acme/tracks/nocturne").value(),
      track);
  EXPECT_EQ(ParseSheetSubject("parent", "accounts/acme/works/nocturne").value(),
            work);
  EXPECT_EQ(NameOf(work), "accounts/acme/works/nocturne");
  EXPECT_EQ(AccountOf(work), "acme");
  EXPECT_EQ(SplitSheetName(track, "mechanical@a-1"),
            "accounts/acme/tracks/nocturne/splitSheets/mechanical@a-1");
  for (const char* name :
       {"", "accounts/acme", "accounts/acme/parties/ana",
        "accounts/acme/works/", "accounts/acme/works/a/splitSheets/b"}) {
    EXPECT_THAT(ParseSheetSubject("parent", name),
                FailsWith(absl::StatusCode::kInvalidArgument,
                          "accounts/{account}/tracks/{track} or "
                          "accounts/{account}/works/{work}"))
        << name;
  }
}

TEST(SplitSheetTest, NamesOfSheetsRightsAndRoles) {
  struct {
    Right right;
    const char* word;
    const char* id;
  } const rights[] = {
      {Right::kMaster, "MASTER", "master-3"},
      {Right::kSyncComposition, "SYNC_COMPOSITION", "sync-composition-3"},
      {Right::kPerformance, "PERFORMANCE", "performance-3"},
      {Right::kMechanical, "MECHANICAL", "mechanical-3"},
  };
  for (const auto& c : rights) {
    EXPECT_EQ(RightName(c.right), c.word);
    EXPECT_EQ(ParseRight(c.word).value(), c.right);
    const SplitSheetKey key{TrackKey{"acme", "split-sheets"}, c.right, 3};
    EXPECT_EQ(
        NameOf(key),
        absl::StrCat("accounts/acme/tracks/split-sheets/splitSheets/", c.id));
    EXPECT_EQ(ParseSplitSheetName("name", NameOf(key)).value(), key);
    const SplitSheetKey of_work{WorkKey{"acme", "nocturne"}, c.right, 3};
    EXPECT_EQ(NameOf(of_work),
              absl::StrCat("accounts/acme/works/nocturne/splitSheets/", c.id));
    EXPECT_EQ(ParseSplitSheetName("name", NameOf(of_work)).value(), of_work);
  }
  for (const char* word :
       {"WRITER", "PUBLISHER", "PERFORMER", "PRODUCER", "LABEL", "OWNER"}) {
    EXPECT_EQ(ShareRoleName(ParseShareRole(word).value()), word);
  }
  EXPECT_THAT(ParseRight("master"),
              FailsWith(absl::StatusCode::kInvalidArgument, "master"));
  EXPECT_THAT(ParseShareRole("SINGER"),
              FailsWith(absl::StatusCode::kInvalidArgument, "SINGER"));
  for (const char* name :
       {"", "accounts/a/tracks/b", "accounts/a/tracks/b/splitSheets/",
        "accounts/a/tracks/b/splitSheets/master",
        "accounts/a/tracks/b/splitSheets/master-0",
        "accounts/a/tracks/b/splitSheets/master-01",
        "accounts/a/tracks/b/splitSheets/MASTER-1",
        "accounts/a/tracks/b/splitSheets/sync_composition-1",
        "accounts/a/tracks/b-1/splitSheets/master",
        "tracks/b/splitSheets/master-1",
        // What a track has from its works is nothing that one may ask for.
        "accounts/a/tracks/b/splitSheets/mechanical@c-1"}) {
    EXPECT_THAT(ParseSplitSheetName("name", name),
                FailsWith(absl::StatusCode::kInvalidArgument,
                          "splitSheets/{right}-{number}"))
        << name;
  }
}

}  // namespace
}  // namespace ritornello::catalog
