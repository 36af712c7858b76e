#include "services/royalties/model/distribution.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <random>
#include <string>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "services/royalties/model/ledger_account.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using Micros = std::map<std::string, int64_t>;

RightsAnswer Owners(std::vector<OwnerShare> composition,
                    std::vector<OwnerShare> master) {
  RightsAnswer rights;
  rights.state = RightsAnswer::State::kFound;
  rights.track = {"acme", "nocturne"};
  rights.title = "Nocturne";
  if (!composition.empty()) {
    rights.split_sheets.push_back({.name = "s-c",
                                   .right = Right::kSyncComposition,
                                   .shares = std::move(composition)});
  }
  if (!master.empty()) {
    rights.split_sheets.push_back(
        {.name = "s-m", .right = Right::kMaster, .shares = std::move(master)});
  }
  return rights;
}

OwnerShare Owner(const std::string& party, uint32_t weight,
                 const std::string& role = "WRITER") {
  return {{"acme", party}, role, weight};
}

Deal Terms(int32_t commission_ppm, int32_t composition_ppm = 500'000) {
  Deal deal;
  deal.commission_ppm = commission_ppm;
  deal.composition_ppm = composition_ppm;
  return deal;
}

Division Of(int64_t micros) {
  return {.currency = "USD",
          .amount_micros = micros,
          .source = "artlist",
          .document = "books/main/statements/s",
          .effective_date = absl::CivilDay(2026, 10, 5),
          .period = absl::CivilMonth(2026, 10)};
}

// Legs by ledger account, without their usual beginning.
Micros LegsByAccount(const std::vector<Leg>& legs) {
  Micros by_account;
  for (const Leg& leg : legs) {
    const std::string prefix = "Liabilities:Accrued:acme:";
    const size_t start =
        leg.ledger_account.find(prefix) == 0 ? prefix.size() : size_t{0};
    by_account[leg.ledger_account.substr(start)] = leg.amount_micros;
  }
  return by_account;
}

Micros Divide(int64_t micros, const Deal& deal, const RightsAnswer& rights) {
  const auto distribution = Distribute(Of(micros), deal, rights);
  EXPECT_THAT(distribution, IsOk());
  const auto legs =
      LegsOf("Liabilities:Undistributed:s", "USD", {*distribution});
  EXPECT_THAT(legs, IsOk());
  return LegsByAccount(*legs);
}

// Templates D2, L3 and B3 of the design, in micro-units.
TEST(DistributionTest, Templates) {
  EXPECT_EQ(Divide(2'000'000'000, Terms(100'000),
                   Owners({Owner("ana", 1)}, {Owner("ana", 1)})),
            (Micros{{"Liabilities:Undistributed:s", 2'000'000'000},
                    {"Income:Commission", -200'000'000},
                    {"ana:Composition", -900'000'000},
                    {"ana:Master", -900'000'000}}));
  EXPECT_EQ(Divide(100'000'000, Terms(300'000),
                   Owners({Owner("ana", 1), Owner("ben", 1), Owner("cy", 1)},
                          {Owner("ana", 60), Owner("labelx", 40)})),
            (Micros{{"Liabilities:Undistributed:s", 100'000'000},
                    {"Income:Commission", -30'000'000},
                    {"ana:Composition", -11'666'667},
                    {"ben:Composition", -11'666'667},
                    {"cy:Composition", -11'666'666},
                    {"ana:Master", -21'000'000},
                    {"labelx:Master", -14'000'000}}));
  EXPECT_EQ(Divide(188'571'429, Terms(0),
                   Owners({Owner("ben", 1)}, {Owner("ben", 1)})),
            (Micros{{"Liabilities:Undistributed:s", 188'571'429},
                    {"ben:Composition", -94'285'715},
                    {"ben:Master", -94'285'714}}));
}

TEST(DistributionTest, EarningsSayWhatTheyAreOf) {
  const auto distribution =
      Distribute(Of(100), Terms(0, 600'000),
                 Owners({Owner("ben", 3), Owner("ana", 1, "PUBLISHER")},
                        {Owner("ana", 7, "LABEL")}));
  ASSERT_THAT(distribution, IsOk());
  Earning first;
  first.payee = {"acme", "ana"};
  first.currency = "USD";
  first.amount_micros = 15;
  first.right = Right::kSyncComposition;
  first.role = "PUBLISHER";
  first.weight = 1;
  first.weight_total = 4;
  first.track = "accounts/acme/tracks/nocturne";
  first.track_title = "Nocturne";
  first.source = "artlist";
  first.document = "books/main/statements/s";
  first.effective_date = absl::CivilDay(2026, 10, 5);
  first.period = absl::CivilMonth(2026, 10);
  ASSERT_EQ(distribution->earnings.size(), 3u);
  EXPECT_EQ(distribution->earnings[0], first);
  EXPECT_EQ(distribution->earnings[1].payee.party_id, "ben");
  EXPECT_EQ(distribution->earnings[2].amount_micros, 40);
}

TEST(DistributionTest, ARightWithoutAPartNeedsNoOwner) {
  const RightsAnswer only_master = Owners({}, {Owner("ana", 1)});
  EXPECT_THAT(CheckRights(Terms(0, 0), only_master, "t"), IsOk());
  EXPECT_EQ(Divide(10, Terms(0, 0), only_master),
            (Micros{{"Liabilities:Undistributed:s", 10}, {"ana:Master", -10}}));
  const RightsAnswer only_composition = Owners({Owner("ana", 1)}, {});
  EXPECT_THAT(CheckRights(Terms(0, 1'000'000), only_composition, "t"), IsOk());

  RightsAnswer several;
  several.state = RightsAnswer::State::kAmbiguous;
  struct {
    int32_t composition_ppm;
    RightsAnswer rights;
    const char* text;
  } const cases[] = {
      {1, only_master, "owner of the composition"},
      {999'999, only_composition, "owner of the master"},
      {500'000, RightsAnswer(), "does not know"},
      {500'000, several, "several"},
  };
  for (const auto& c : cases) {
    const absl::Status status =
        CheckRights(Terms(0, c.composition_ppm), c.rights, "tracks/t");
    EXPECT_THAT(status,
                FailsWith(absl::StatusCode::kFailedPrecondition, c.text));
    EXPECT_EQ(ReasonOf(status).reason, "RIGHTS_MISSING");
    EXPECT_EQ(ReasonOf(status).metadata.at("track"), "tracks/t");
  }
}

TEST(DistributionTest, AllCommissionLeavesNoEarning) {
  EXPECT_EQ(Divide(10, Terms(1'000'000), Owners({Owner("ana", 1)}, {})),
            (Micros{{"Liabilities:Undistributed:s", 10},
                    {"Income:Commission", -10}}));
}

TEST(DistributionTest, LegsOfManyAreSummedOncePerAccount) {
  Distribution one;
  one.commission_micros = std::numeric_limits<int64_t>::max();
  EXPECT_THAT(LegsOf("Liabilities:Undistributed:s", "USD", {one, one}),
              FailsWith(absl::StatusCode::kOutOfRange, "does not fit"));
  Distribution back = one;
  back.commission_micros = -back.commission_micros;
  EXPECT_TRUE(
      LegsOf("Liabilities:Undistributed:s", "USD", {one, back})->empty());
}

// For any amount, rates and owners: legs add up to zero, earnings are the
// legs, the opposite amount gives the opposite legs, the order of owners
// changes nothing, and each part is within a micro-unit and a half of the
// exact product of the rates.
TEST(DistributionTest, PropertiesOfTwoThousandRandomDivisions) {
  std::mt19937_64 random(20'261'005);
  for (int round = 0; round < 2'000; ++round) {
    SCOPED_TRACE(round);
    const auto micros = static_cast<int64_t>(random() >> (2 + random() % 60));
    const Deal deal = Terms(static_cast<int32_t>(random() % 1'000'001),
                            static_cast<int32_t>(random() % 1'000'001));
    RightsAnswer rights = Owners({Owner("zoe", 1)}, {Owner("zoe", 1)});
    for (SplitSheet& sheet : rights.split_sheets) {
      for (size_t i = 0; i < random() % 7; ++i) {
        sheet.shares.push_back(Owner(
            absl::StrCat("p", i),
            static_cast<uint32_t>(1 + (random() >> (33 + random() % 30)))));
      }
    }
    if (micros == 0) continue;
    const auto plus = Distribute(Of(micros), deal, rights);
    ASSERT_THAT(plus, IsOk());
    Transaction transaction;
    transaction.legs = *LegsOf("Liabilities:Undistributed:s", "USD", {*plus});
    ASSERT_THAT(Validate(transaction), IsOk());
    ASSERT_THAT(CheckEarnings(transaction, plus->earnings), IsOk());

    const auto minus = Distribute(Of(-micros), deal, rights);
    ASSERT_THAT(minus, IsOk());
    Micros mirrored =
        LegsByAccount(*LegsOf("Liabilities:Undistributed:s", "USD", {*minus}));
    for (auto& [account, amount] : mirrored) amount = -amount;
    ASSERT_EQ(mirrored, LegsByAccount(transaction.legs));

    for (SplitSheet& sheet : rights.split_sheets) {
      std::shuffle(sheet.shares.begin(), sheet.shares.end(), random);
    }
    ASSERT_EQ(Distribute(Of(micros), deal, rights)->earnings, plus->earnings);

    for (const Earning& earning : plus->earnings) {
      const long double part =
          earning.right == Right::kMaster
              ? 1.0L - static_cast<long double>(deal.composition_ppm) / 1e6L
              : static_cast<long double>(deal.composition_ppm) / 1e6L;
      const long double exact =
          static_cast<long double>(micros) *
          (1.0L - static_cast<long double>(deal.commission_ppm) / 1e6L) * part *
          static_cast<long double>(earning.weight) /
          static_cast<long double>(earning.weight_total);
      // Half a unit for the commission, one for each of two divisions.
      const long double difference =
          static_cast<long double>(earning.amount_micros) - exact;
      ASSERT_LE(std::abs(difference), 2.5L + exact * 1e-15L);
    }
  }
}

}  // namespace
}  // namespace ritornello::royalties
