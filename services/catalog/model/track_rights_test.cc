#include "services/catalog/model/track_rights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <numeric>
#include <random>

#include "absl/strings/str_cat.h"

namespace ritornello::catalog {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Right kSync = Right::kSyncComposition;
constexpr ShareRole kWriter = ShareRole::kWriter;
constexpr ShareRole kPublisher = ShareRole::kPublisher;
const absl::CivilDay kJanuary(2026, 1, 1);
const absl::CivilDay kMarch(2026, 3, 1);

SplitSheet Sheet(Right right, int64_t number, std::vector<Share> shares,
                 absl::CivilDay day = kAlways) {
  return {.right = right,
          .number = number,
          .effective_date = day,
          .shares = std::move(shares),
          .create_time = absl::FromUnixSeconds(number)};
}

// A work with one sheet of the composition.
WorkRights Work(const std::string& id, uint32_t weight,
                std::vector<Share> shares) {
  return {id, weight, {Sheet(kSync, 1, std::move(shares))}};
}

TEST(TrackRightsTest, WithoutWorksTheTracksOwnSheetsHold) {
  const TrackRights rights{
      .sheets = {Sheet(Right::kMaster, 1, {{"ana", ShareRole::kOwner, 1}}),
                 Sheet(kSync, 4, {{"ana", kWriter, 1}}, kMarch)}};
  const HoldingSheet master = HoldingSheetOf(rights, Right::kMaster, kJanuary);
  EXPECT_EQ(master.id, "master-1");
  EXPECT_TRUE(master.sheet == rights.sheets[0]);
  const HoldingSheet sync = HoldingSheetOf(rights, kSync, kMarch);
  EXPECT_EQ(sync.id, "sync-composition-4");
  EXPECT_TRUE(sync.sheet == rights.sheets[1]);
  const HoldingSheet before = HoldingSheetOf(rights, kSync, kMarch - 1);
  EXPECT_FALSE(before.sheet.has_value());
  EXPECT_THAT(before.works_without_sheet, IsEmpty());
  EXPECT_FALSE(before.is_inexact);
}

TEST(TrackRightsTest, WithAWorkTheCompositionIsItsAndTheMasterTheTracks) {
  const TrackRights rights{
      .sheets = {Sheet(Right::kMaster, 1, {{"ana", ShareRole::kOwner, 1}}),
                 Sheet(kSync, 1, {{"ana", kWriter, 1}}),
                 Sheet(Right::kPerformance, 1, {{"ana", kWriter, 1}})},
      .works = {{"nocturne",
                 1,
                 {Sheet(kSync, 1, {{"bea", kWriter, 1}}),
                  // Not in lowest terms: one work's sheet is not rewritten.
                  Sheet(kSync, 3, {{"bea", kWriter, 2}, {"cid", kPublisher, 2}},
                        kMarch)}}}};
  EXPECT_EQ(HoldingSheetOf(rights, Right::kMaster, kMarch).id, "master-1");
  EXPECT_EQ(HoldingSheetOf(rights, kSync, kJanuary).id,
            "sync-composition@nocturne-1");
  const HoldingSheet sync = HoldingSheetOf(rights, kSync, kMarch);
  EXPECT_EQ(sync.id, "sync-composition@nocturne-3");
  EXPECT_THAT(sync.sheet->shares, ElementsAre(Share{"bea", kWriter, 2},
                                              Share{"cid", kPublisher, 2}));
  EXPECT_EQ(sync.sheet->effective_date, kMarch);
  EXPECT_EQ(sync.sheet->create_time, absl::FromUnixSeconds(3));
  EXPECT_EQ(sync.sheet->right, kSync);
  EXPECT_EQ(sync.sheet->number, 0);
  // The track's own no longer count, whatever the work lacks.
  const HoldingSheet performance =
      HoldingSheetOf(rights, Right::kPerformance, kMarch);
  EXPECT_FALSE(performance.sheet.has_value());
  EXPECT_THAT(performance.works_without_sheet, ElementsAre("nocturne"));
}

TEST(TrackRightsTest, SeveralWorksAreOneSheetInLowestTerms) {
  const struct {
    std::vector<WorkRights> works;
    std::vector<Share> want;
  } cases[] = {
      // A half each: 1/2, and 1/2 in thirds.
      {{Work("intro", 1, {{"ana", kWriter, 1}}),
        Work("nocturne", 1,
             {{"bea", kWriter, 1}, {"cid", kWriter, 1}, {"dan", kWriter, 1}})},
       {{"ana", kWriter, 3},
        {"bea", kWriter, 1},
        {"cid", kWriter, 1},
        {"dan", kWriter, 1}}},
      // One third and two thirds of the same two: 1/3 + 2/3 * 1/2.
      {{Work("intro", 1, {{"ana", kWriter, 7}}),
        Work("nocturne", 2, {{"ana", kWriter, 50}, {"bea", kWriter, 50}})},
       {{"ana", kWriter, 2}, {"bea", kWriter, 1}}},
      // The same person in two roles stays two shares.
      {{Work("intro", 1, {{"ana", kWriter, 1}, {"ana", kPublisher, 1}}),
        Work("nocturne", 1, {{"ana", kWriter, 1}})},
       {{"ana", kWriter, 3}, {"ana", kPublisher, 1}}},
      // What cancels out: 1/3 + 2/3, and the other way round.
      {{Work("intro", 5, {{"ana", kWriter, 1}, {"bea", kWriter, 2}}),
        Work("nocturne", 5, {{"ana", kWriter, 2}, {"bea", kWriter, 1}})},
       {{"ana", kWriter, 1}, {"bea", kWriter, 1}}},
  };
  for (const auto& c : cases) {
    const HoldingSheet holding =
        HoldingSheetOf({.works = c.works}, kSync, kJanuary);
    ASSERT_TRUE(holding.sheet.has_value());
    EXPECT_EQ(holding.sheet->shares, c.want);
  }
}

TEST(TrackRightsTest, TheNameTellsWhichSheetsOfWhichWorksAndHowMuch) {
  TrackRights rights{.works = {Work("intro", 1, {{"ana", kWriter, 1}}),
                               Work("nocturne", 2, {{"bea", kWriter, 1}})}};
  rights.works[1].sheets.push_back(
      Sheet(kSync, 3, {{"cid", kWriter, 1}}, kMarch));
  EXPECT_EQ(HoldingSheetOf(rights, kSync, kJanuary).id,
            "sync-composition@intro-1+nocturne-1*2");
  const HoldingSheet later = HoldingSheetOf(rights, kSync, kMarch);
  EXPECT_EQ(later.id, "sync-composition@intro-1+nocturne-3*2");
  EXPECT_EQ(later.sheet->effective_date, kMarch);
  EXPECT_EQ(later.sheet->create_time, absl::FromUnixSeconds(3));
}

TEST(TrackRightsTest, EveryWorkThatHasNoSheetIsNamed) {
  TrackRights rights{.works = {Work("coda", 1, {{"ana", kWriter, 1}}),
                               Work("intro", 1, {{"ana", kWriter, 1}}),
                               Work("nocturne", 1, {{"ana", kWriter, 1}})}};
  rights.works[0].sheets.clear();
  rights.works[2].sheets[0].effective_date = kMarch;
  const HoldingSheet holding = HoldingSheetOf(rights, kSync, kJanuary);
  EXPECT_FALSE(holding.sheet.has_value());
  EXPECT_FALSE(holding.is_inexact);
  EXPECT_THAT(holding.works_without_sheet, ElementsAre("coda", "nocturne"));
  EXPECT_THAT(HoldingSheetOf(rights, kSync, kMarch).works_without_sheet,
              ElementsAre("coda"));
}

TEST(TrackRightsTest, WeightsThatDoNotFitAreNoSheet) {
  // 65'537 and 65'539 are prime: the whole is 2 * 65'537 * 65'539, and the
  // greater share 65'538 * 65'537 = 4'295'163'906, which is more than 32 bits
  // hold.
  TrackRights rights{
      .works = {
          Work("intro", 1, {{"ana", kWriter, 65'536}, {"x", kWriter, 1}}),
          Work("nocturne", 1, {{"bea", kWriter, 65'538}, {"y", kWriter, 1}})}};
  const HoldingSheet holding = HoldingSheetOf(rights, kSync, kJanuary);
  EXPECT_FALSE(holding.sheet.has_value());
  EXPECT_TRUE(holding.is_inexact);
  EXPECT_THAT(holding.works_without_sheet, IsEmpty());
  // 65'537 and 65'521 are prime: 65'536 * 65'521 = 4'293'984'256 fits.
  rights.works[1].sheets[0].shares[0].weight = 65'520;
  EXPECT_THAT(
      HoldingSheetOf(rights, kSync, kJanuary).sheet->shares,
      ElementsAre(Share{"ana", kWriter, 4'293'984'256},
                  Share{"bea", kWriter, 4'293'984'240},
                  Share{"x", kWriter, 65'521}, Share{"y", kWriter, 65'537}));
}

TEST(TrackRightsTest, TwentyWorksOfEnormousWholesOverflowNothing) {
  TrackRights rights;
  // Odd, and different: their common multiple has far more than 128 bits.
  for (uint32_t i = 0; i < 20; ++i) {
    rights.works.push_back(Work(absl::StrCat("w", i), 4'294'967'295U - i,
                                {{"ana", kWriter, 4'294'967'295U - 2 * i},
                                 {"bea", kWriter, 4'294'967'294U - 7 * i}}));
  }
  EXPECT_TRUE(HoldingSheetOf(rights, kSync, kJanuary).is_inexact);
}

// By another way: all fractions over the product of all wholes.
TEST(TrackRightsTest, TheCombinedSharesAreExactlyTheSumOfTheWorks) {
  std::minstd_rand random(20261126);
  const auto below = [&](uint32_t limit) {
    return static_cast<uint32_t>(random() % limit);
  };
  for (int round = 0; round < 2'000; ++round) {
    TrackRights rights;
    uint64_t wholes = 1;
    uint64_t works_whole = 0;
    std::map<std::string, uint64_t> wanted;
    const uint32_t work_count = 2 + below(3);
    for (uint32_t i = 0; i < work_count; ++i) {
      WorkRights work = Work(absl::StrCat("w", i), 1 + below(5), {});
      uint64_t whole = 0;
      for (uint32_t j = 0; j <= below(4); ++j) {
        const uint32_t weight = 1 + below(12);
        work.sheets[0].shares.push_back(
            {std::string(1, static_cast<char>('a' + j)), kWriter, weight});
        whole += weight;
      }
      wholes *= whole;
      works_whole += work.weight;
      rights.works.push_back(std::move(work));
    }
    for (const WorkRights& work : rights.works) {
      uint64_t whole = 0;
      for (const Share& share : work.sheets[0].shares) whole += share.weight;
      for (const Share& share : work.sheets[0].shares) {
        wanted[share.party_id] +=
            uint64_t{work.weight} * share.weight * (wholes / whole);
      }
    }
    const HoldingSheet holding = HoldingSheetOf(rights, kSync, kJanuary);
    ASSERT_TRUE(holding.sheet.has_value());
    uint64_t total = 0;
    uint32_t divisor = 0;
    for (const Share& share : holding.sheet->shares) {
      total += share.weight;
      divisor = std::gcd(divisor, share.weight);
    }
    EXPECT_EQ(divisor, 1u);
    ASSERT_EQ(holding.sheet->shares.size(), wanted.size());
    for (const Share& share : holding.sheet->shares) {
      EXPECT_EQ(share.weight * works_whole * wholes,
                total * wanted[share.party_id]);
    }
  }
}

}  // namespace
}  // namespace ritornello::catalog
