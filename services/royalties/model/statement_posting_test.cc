#include "services/royalties/model/statement_posting.h"

#include <gmpxx.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/status/status_matchers.h"
#include "services/royalties/model/decimal.h"
#include "services/royalties/model/ledger_account.h"
#include "services/royalties/model/testing/exact.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using Balances = std::map<std::string, int64_t>;

constexpr int64_t kPerMicro = 1'000'000'000'000;

constexpr int64_t kCent = 10'000'000'000'000'000;  // in units of 10^-18

absl::int128 Units(absl::string_view text) {
  return ParseDecimal(text, {}).value();
}

RightsAnswer Rights(const std::string& track, std::vector<OwnerShare> words,
                    std::vector<OwnerShare> master) {
  RightsAnswer rights;
  rights.state = RightsAnswer::State::kFound;
  rights.track = {"acme", track};
  rights.title = track;
  rights.split_sheets = {{.name = NameOf(rights.track) + "/words",
                          .right = Right::kSyncComposition,
                          .shares = std::move(words)},
                         {.name = NameOf(rights.track) + "/master",
                          .right = Right::kMaster,
                          .shares = std::move(master)}};
  return rights;
}

OwnerShare Owner(const std::string& party, uint32_t weight) {
  return {{"acme", party}, "OWNER", weight};
}

RightsAnswer Sole(const std::string& track, const std::string& party) {
  return Rights(track, {Owner(party, 1)}, {Owner(party, 1)});
}

Deal Terms(int32_t commission_ppm) {
  Deal deal;
  deal.key = {"acme", "artlist-2026"};
  deal.commission_ppm = commission_ppm;
  return deal;
}

Statement St77(absl::string_view currency = "USD") {
  Statement statement{.key = {"main", "st-77"},
                      .source = "artlist",
                      .source_account = "a",
                      .period = absl::CivilMonth(2026, 10),
                      .currency = ParseCurrency("c", currency).value()};
  return statement;
}

StatementLine Line(const RightsAnswer& rights, absl::int128 net,
                   std::optional<absl::CivilDay> day = std::nullopt) {
  StatementLine line;
  line.net = net;
  line.usage_date = day;
  line.track = NameOf(rights.track);
  line.deal = "accounts/acme/deals/artlist-2026";
  line.composition_sheet = rights.split_sheets[0].name;
  line.master_sheet = rights.split_sheets[1].name;
  return line;
}

// What postings do to the accounts, having checked each by itself.
Balances Apply(const std::vector<StatementPosting>& postings,
               Balances balances = {}) {
  for (const StatementPosting& posting : postings) {
    EXPECT_THAT(Validate(posting.transaction), IsOk()) << posting.step;
    EXPECT_THAT(CheckEarnings(posting.transaction, posting.earnings), IsOk());
    for (const Leg& leg : posting.transaction.legs) {
      balances[leg.ledger_account] += leg.amount_micros;
    }
  }
  std::erase_if(balances, [](const auto& each) { return each.second == 0; });
  return balances;
}

// S1, S4 and S5 of the posting templates: 268.45 of which 250.00 are Ana's and
// 18.45 are Ben's once somebody knows it.
TEST(StatementPostingTest, TemplatesS4AndS5) {
  const RightsAnswer ana = Sole("nocturne", "ana");
  EarnedSums earned;
  const Statement statement = St77();
  earned.Add(Line(ana, Units("200")), statement.period, Terms(100'000), ana);
  earned.Add(Line(ana, Units("50")), statement.period, Terms(100'000), ana);
  const auto first = PostFirst(statement, earned, Units("18.45"), kCent);
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->suspense_micros, 18'450'000);
  Balances balances = Apply(first->postings);
  EXPECT_EQ(
      balances,
      (Balances{{"Assets:Receivable:artlist:st-77", 268'450'000},
                {"Income:Commission", -25'000'000},
                {"Liabilities:Accrued:acme:ana:Composition", -112'500'000},
                {"Liabilities:Accrued:acme:ana:Master", -112'500'000},
                {"Liabilities:Suspense:Unmatched:st-77", -18'450'000}}));
  ASSERT_EQ(first->postings.size(), 3u);
  EXPECT_EQ(first->postings[0].step, "receipt");
  EXPECT_EQ(first->postings[1].step, "suspense");
  EXPECT_EQ(first->postings[2].step, "distribution/2026-10/1");

  Statement posted = statement;
  posted.suspense_micros = first->suspense_micros;
  EarnedSums resolved;
  const RightsAnswer ben = Sole("etude", "ben");
  resolved.Add(Line(ben, Units("18.45")), statement.period, Terms(100'000),
               ben);
  const auto second = PostResolved(posted, resolved, std::nullopt, 7);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->suspense_micros, 0);
  balances = Apply(second->postings, balances);
  EXPECT_EQ(balances["Income:Commission"], -26'845'000);
  EXPECT_EQ(balances["Liabilities:Accrued:acme:ben:Composition"], -8'302'500);
  EXPECT_EQ(balances["Liabilities:Accrued:acme:ben:Master"], -8'302'500);
  EXPECT_EQ(balances.count("Liabilities:Suspense:Unmatched:st-77"), 0u);
  EXPECT_EQ(second->postings.at(0).step, "resolution/7/2026-10/1");
}

TEST(StatementPostingTest, DeclaredTotal) {
  const struct {
    const char* lines;
    std::optional<int64_t> declared;
    int64_t receivable;
    int64_t rounding;
    const char* tolerance = "0.01";
  } cases[] = {
      {"247.421905", 247'420'000, 247'420'000, 1'905},  // S1
      {"247.418", 247'420'000, 247'420'000, -2'000},
      {"247.43", 247'420'000, 247'420'000, 10'000},  // one cent
      {"247.430001", 247'420'000, 247'430'001, 0},   // let pass by a person
      {"247.430000000000000001", 247'420'000, 247'430'000, 0},
      {"247.421905", std::nullopt, 247'421'905, 0},
      {"-3", -3'000'000, -3'000'000, 0},
      // Lines of which each was rounded may be further away.
      {"247.445", 247'420'000, 247'420'000, 25'000, "0.025"},
      {"247.395", 247'420'000, 247'420'000, -25'000, "0.025"},
      {"247.445001", 247'420'000, 247'445'001, 0, "0.025"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.lines);
    Statement statement = St77("EUR");
    statement.declared_total_micros = c.declared;
    const auto posted =
        PostFirst(statement, EarnedSums(), Units(c.lines), Units(c.tolerance));
    ASSERT_THAT(posted, IsOk());
    Balances balances = Apply(posted->postings);
    EXPECT_EQ(balances["Assets:Receivable:artlist:st-77"], c.receivable);
    EXPECT_EQ(balances["Expenses:Rounding"], c.rounding);
    EXPECT_EQ(balances.count("Liabilities:Undistributed:st-77"), 0u);
  }
}

TEST(StatementPostingTest, OneTransactionPerMonthOfEarning) {
  const RightsAnswer ana = Sole("nocturne", "ana");
  EarnedSums earned;
  for (const int month : {10, 8, 10, 9}) {
    earned.Add(Line(ana, Units("1"), absl::CivilDay(2026, month, 3)),
               St77().period, Terms(0), ana);
  }
  const auto posted = PostFirst(St77(), earned, 0, kCent);
  ASSERT_THAT(posted, IsOk());
  ASSERT_EQ(posted->postings.size(), 4u);
  const char* const steps[] = {"distribution/2026-08/1",
                               "distribution/2026-09/1",
                               "distribution/2026-10/1"};
  for (size_t i = 0; i < 3; ++i) {
    const StatementPosting& posting = posted->postings[i + 1];
    EXPECT_EQ(posting.step, steps[i]);
    EXPECT_EQ(posting.transaction.effective_date,
              LastDay(absl::CivilMonth(2026, 8) + static_cast<int>(i)));
    EXPECT_EQ(posting.transaction.period, absl::CivilMonth(2026, 10));
    EXPECT_EQ(posting.earnings[0].effective_date,
              posting.transaction.effective_date);
  }
}

TEST(StatementPostingTest, ManyPayeesMakeSeveralTransactions) {
  EarnedSums earned;
  const size_t payee_count = kLegCountMax / 2;  // each has two ledger accounts
  for (size_t i = 0; i < payee_count; ++i) {
    const std::string name = absl::StrCat("p", i);
    const RightsAnswer rights = Sole(name, name);
    earned.Add(Line(rights, Units("2")), St77().period, Terms(0), rights);
  }
  const auto posted = PostFirst(St77(), earned, 0, kCent);
  ASSERT_THAT(posted, IsOk());
  ASSERT_EQ(posted->postings.size(), 3u);
  EXPECT_LE(posted->postings[1].transaction.legs.size(), kLegCountMax);
  EXPECT_EQ(posted->postings[2].step, "distribution/2026-10/2");
  EXPECT_EQ(Apply(posted->postings).size(), 2 * payee_count + 1);
}

TEST(StatementPostingTest, NothingIsPostedForNothing) {
  const auto posted = PostFirst(St77(), EarnedSums(), 0, kCent);
  ASSERT_THAT(posted, IsOk());
  EXPECT_TRUE(posted->postings.empty());
}

TEST(StatementPostingTest, WhatDoesNotFitIsRefused) {
  EXPECT_THAT(PostFirst(St77(), EarnedSums(), Units("9999999999999"), kCent),
              FailsWith(absl::StatusCode::kOutOfRange, ""));
}

struct RandomStatement {
  std::vector<RightsAnswer> rights;
  std::vector<Deal> deals;  // one for each of `rights`
  std::vector<std::pair<size_t, StatementLine>> lines;
  std::vector<absl::int128> suspense;
};

RandomStatement MakeRandom(std::mt19937_64& random) {
  RandomStatement made;
  const auto net = [&random]() -> absl::int128 {
    // Up to 10^5 with 18 decimals; some refunds; some of whole micro-units.
    absl::int128 units = absl::int128(random() % 100'000'000'000) * kPerMicro;
    if (random() % 3 != 0) units += random() % kPerMicro;
    return random() % 5 == 0 ? -units : units;
  };
  for (size_t i = 0; i <= random() % 4; ++i) {
    std::vector<OwnerShare> words;
    std::vector<OwnerShare> master;
    for (const char* party : {"ana", "ben", "cy"}) {
      if (words.empty() || random() % 2 == 0) {
        words.push_back(
            Owner(party, static_cast<uint32_t>(1 + random() % 100)));
      }
      if (master.empty() || random() % 2 == 0) {
        master.push_back(
            Owner(party, static_cast<uint32_t>(1 + random() % 100)));
      }
    }
    made.rights.push_back(Rights(absl::StrCat("t", i), words, master));
    Deal deal = Terms(static_cast<int32_t>(random() % 1'000'001));
    deal.composition_ppm = static_cast<int32_t>(random() % 1'000'001);
    made.deals.push_back(deal);
  }
  for (size_t i = 0; i < random() % 20; ++i) {
    const size_t track = random() % made.rights.size();
    const absl::CivilDay day(2026, 9 + static_cast<int>(random() % 2), 5);
    made.lines.emplace_back(track, Line(made.rights[track], net(), day));
  }
  for (size_t i = 0; i < random() % 3; ++i) made.suspense.push_back(net());
  return made;
}

StatementPostings PostAll(const RandomStatement& made) {
  EarnedSums earned;
  for (const auto& [track, line] : made.lines) {
    earned.Add(line, St77().period, made.deals[track], made.rights[track]);
  }
  absl::int128 suspense = 0;
  for (const absl::int128 net : made.suspense) suspense += net;
  auto posted = PostFirst(St77(), earned, suspense, kCent);
  EXPECT_THAT(posted, IsOk());
  return *std::move(posted);
}

TEST(StatementPostingTest, OrderOfLinesMakesNoDifference) {
  std::mt19937_64 random(77);
  for (int round = 0; round < 1'000; ++round) {
    RandomStatement made = MakeRandom(random);
    const Balances before = Apply(PostAll(made).postings);
    std::shuffle(made.lines.begin(), made.lines.end(), random);
    ASSERT_EQ(Apply(PostAll(made).postings), before) << "round " << round;
  }
}

mpq_class Rational(absl::int128 units) {
  return mpq_class(testing::Exact(units)) / 1'000'000'000'000'000'000;
}

// The micro-units of an exact amount, half to even.
int64_t HalfEven(const mpq_class& amount) {
  const mpq_class micros = amount * 1'000'000;
  const mpq_class twice = abs(micros) * 2 + 1;
  mpz_class rounded = twice.get_num() / (twice.get_den() * 2);
  const bool is_tie = 2 * rounded == twice;
  if (is_tie && rounded % 2 != 0) --rounded;
  return micros < 0 ? -rounded.get_si() : rounded.get_si();
}

// Against exact fractions: the whole is the rounded sum of the lines to the
// last micro-unit, no account is more than a few roundings off its ideal, and
// nothing stays undistributed.
TEST(StatementPostingTest, AgreesWithRationals) {
  std::mt19937_64 random(20'261'031);
  for (int round = 0; round < 10'000; ++round) {
    const RandomStatement made = MakeRandom(random);
    mpq_class total = 0;
    std::map<std::string, mpq_class> ideal;
    for (const auto& [track, line] : made.lines) {
      const mpq_class net = Rational(line.net);
      const Deal& deal = made.deals[track];
      total += net;
      const mpq_class rest =
          net * (1'000'000 - deal.commission_ppm) / 1'000'000;
      ideal["Income:Commission"] -= net - rest;
      for (const SplitSheet& sheet : made.rights[track].split_sheets) {
        const bool is_master = sheet.right == Right::kMaster;
        const int32_t ppm =
            is_master ? 1'000'000 - deal.composition_ppm : deal.composition_ppm;
        int64_t weights = 0;
        for (const OwnerShare& share : sheet.shares) weights += share.weight;
        for (const OwnerShare& share : sheet.shares) {
          ideal[AccruedAccount(share.party, sheet.right)] -=
              rest * ppm / 1'000'000 * share.weight / weights;
        }
      }
    }
    for (const absl::int128 net : made.suspense) {
      total += Rational(net);
      ideal["Liabilities:Suspense:Unmatched:st-77"] -= Rational(net);
    }
    Balances balances = Apply(PostAll(made).postings);
    ASSERT_EQ(balances["Assets:Receivable:artlist:st-77"], HalfEven(total));
    ASSERT_EQ(balances["Liabilities:Undistributed:st-77"], 0);
    // Up to 4 tracks in 2 months, each rounded at 4 steps.
    for (const auto& [account, want] : ideal) {
      const mpq_class error = balances[account] - want * 1'000'000;
      ASSERT_LT(mpq_class(abs(error)), 4 * 2 * 4)
          << account << " in round " << round;
    }
  }
}

// However suspense is resolved, piece by piece, it is emptied to the last
// micro-unit.
TEST(StatementPostingTest, SuspenseIsEmptied) {
  std::mt19937_64 random(5);
  const RightsAnswer ana = Sole("nocturne", "ana");
  for (int round = 0; round < 1'000; ++round) {
    std::vector<absl::int128> nets(1 + random() % 6);
    absl::int128 rest = 0;
    for (absl::int128& net : nets) {
      net = absl::int128(random() % 1'000'000'000) * 1'000'000'007;
      rest += net;
    }
    Statement statement = St77();
    const auto first = PostFirst(statement, EarnedSums(), rest, kCent);
    ASSERT_THAT(first, IsOk());
    Balances balances = Apply(first->postings);
    for (size_t i = 0; i < nets.size(); ++i) {
      statement.suspense_micros =
          -balances["Liabilities:Suspense:Unmatched:st-77"];
      rest -= nets[i];
      EarnedSums earned;
      earned.Add(Line(ana, nets[i]), statement.period, Terms(123'456), ana);
      const bool is_last = i + 1 == nets.size();
      const auto next = PostResolved(
          statement, earned,
          is_last ? std::nullopt : std::optional<absl::int128>(rest), 1);
      ASSERT_THAT(next, IsOk());
      balances = Apply(next->postings, balances);
      ASSERT_EQ(-balances["Liabilities:Suspense:Unmatched:st-77"],
                next->suspense_micros);
    }
    ASSERT_EQ(balances["Liabilities:Suspense:Unmatched:st-77"], 0);
  }
}

}  // namespace
}  // namespace ritornello::royalties
