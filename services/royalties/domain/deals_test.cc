#include "services/royalties/domain/deals.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/sql/row.h"
#include "libs/sql/testing/backends.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "libs/time/fake_clock.h"
#include "services/royalties/domain/payees.h"
#include "services/royalties/domain/verify.h"
#include "services/royalties/peers/testing/fake_rights_source.h"
#include "services/royalties/storage/deal_store.h"
#include "services/royalties/storage/ledger_store.h"
#include "services/royalties/storage/rights_snapshot_store.h"
#include "services/royalties/storage/schema.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::FakeClock;
using ::ritornello::testing::IsOk;
using sql::testing::Backend;
using sql::testing::TestDatabase;
using testing::FakeRightsSource;

RightsAnswer Track(const std::string& id) {
  RightsAnswer track;
  track.track = {"acme", id};
  track.title = "Nocturne";
  const std::string name = NameOf(track.track);
  track.split_sheets = {
      {name + "/splitSheets/sync-composition-1",
       Right::kSyncComposition,
       kAlways,
       {{{"acme", "ana"}, "WRITER", 1},
        {{"acme", "ben"}, "WRITER", 1},
        {{"acme", "cy"}, "WRITER", 1}}},
      {name + "/splitSheets/master-1",
       Right::kMaster,
       kAlways,
       {{{"acme", "ana"}, "PERFORMER", 60}, {{"acme", "labelx"}, "LABEL", 40}}},
      {name + "/splitSheets/master-2",
       Right::kMaster,
       absl::CivilDay(2027, 1, 1),
       {{{"acme", "zoe"}, "OWNER", 1}}}};
  return track;
}

// 100.00 USD for one track, 30% commission, the rest halved.
Deal Payout(const std::string& id, const std::string& track) {
  Deal deal;
  deal.key = {"acme", id};
  deal.library_id = "artlist";
  deal.licensing_model = LicensingModel::kDirectPayout;
  deal.track_ids = {track};
  deal.commission_ppm = 300'000;
  deal.fee = Money(ParseCurrency("currency", "USD").value(), 100'000'000);
  deal.start_date = absl::CivilDay(2026, 10, 5);
  return deal;
}

Deal Split(const std::string& id, std::vector<std::string> tracks) {
  Deal deal;
  deal.key = {"acme", id};
  deal.library_id = "artlist";
  deal.track_ids = std::move(tracks);
  deal.start_date = absl::CivilDay(2026, 10, 5);
  return deal;
}

request_log::Request Once(const std::string& id) {
  return {"tester", id, "ritornello.royalties.v1.DealService/CreateDeal",
          "payload"};
}

class DealsTest : public ::testing::TestWithParam<Backend> {
 protected:
  DealsTest()
      : database_(GetParam(), MigrateRoyalties),
        pool_(database_.OpenPool()),
        connection_(database_.Open()),
        deals_(*pool_, clock_, rights_) {
    rights_.Add(Track("nocturne"));
    rights_.Add(Track("etude"));
  }

  absl::StatusOr<Deal> Create(const Deal& deal, const std::string& id = "") {
    return deals_.Create(deal, Once(id), absl::InfiniteFuture(), "");
  }
  int64_t Count(const std::string& table) {
    return sql::Int(
        connection_->Run("SELECT COUNT(*) FROM " + table, {}).value()[0][0]);
  }
  std::map<std::string, int64_t> Balances() {
    std::map<std::string, int64_t> balances;
    const auto balance = GetTrialBalance(*connection_, "main");
    for (const LedgerBalance& line : balance->balances) {
      balances[line.ledger_account] = line.amount_micros;
    }
    return balances;
  }

  TestDatabase database_;
  std::unique_ptr<sql::Pool> pool_;
  std::unique_ptr<sql::Connection> connection_;
  FakeClock clock_;
  FakeRightsSource rights_;
  Deals deals_;
};

INSTANTIATE_TEST_SUITE_P(Both, DealsTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

// Templates D1 and L3 of the design: the fee is owed, and divided at once.
TEST_P(DealsTest, ADirectPayoutIsPostedAndDivided) {
  ASSERT_THAT(Create(Payout("d", "nocturne")), IsOk());
  EXPECT_EQ(Balances(),
            (std::map<std::string, int64_t>{
                {"Assets:Receivable:artlist:acme.d", 100'000'000},
                {"Income:Commission", -30'000'000},
                {"Liabilities:Accrued:acme:ana:Composition", -11'666'667},
                {"Liabilities:Accrued:acme:ana:Master", -21'000'000},
                {"Liabilities:Accrued:acme:ben:Composition", -11'666'667},
                {"Liabilities:Accrued:acme:cy:Composition", -11'666'666},
                {"Liabilities:Accrued:acme:labelx:Master", -14'000'000},
                {"Liabilities:Undistributed:acme.d", 0}}));
  EXPECT_THAT(VerifyBook(*pool_, "main"), IsOk());

  // The owners it was divided by are kept: those of the day, not of later.
  const auto sheets = GetRightsSnapshot(*connection_, "accounts/acme/deals/d");
  ASSERT_THAT(sheets, IsOk());
  ASSERT_EQ(sheets->size(), 2u);
  const std::vector<SplitSheet> held = Track("nocturne").split_sheets;
  EXPECT_EQ(sheets->at(held[0].name).sheet, held[0]);
  EXPECT_EQ(sheets->at(held[1].name).sheet, held[1]);
}

TEST_P(DealsTest, ThePayeeReadsWhereItCameFrom) {
  ASSERT_THAT(Create(Payout("d", "nocturne")), IsOk());
  const auto statement =
      GetPayeeStatement(*connection_, {"acme", "ana"},
                        absl::CivilMonth(2026, 10), std::nullopt, 100);
  ASSERT_THAT(statement, IsOk());
  ASSERT_EQ(statement->currencies.size(), 1u);
  const PayeeStatementCurrency& usd = statement->currencies[0];
  EXPECT_EQ(usd.opening_micros, 0);
  EXPECT_EQ(usd.closing_micros, 32'666'667);
  ASSERT_EQ(usd.lines.size(), 2u);
  const PayeeStatementLine& master = usd.lines[1];
  EXPECT_EQ(NameOf(master.transaction), "books/main/transactions/2");
  EXPECT_EQ(master.earning.amount_micros, 21'000'000);
  EXPECT_EQ(master.earning.weight, 60);
  EXPECT_EQ(master.earning.weight_total, 100);
  EXPECT_EQ(master.earning.track_title, "Nocturne");
  EXPECT_EQ(master.earning.document, "accounts/acme/deals/d");
  EXPECT_EQ(master.earning.source, "artlist");

  const auto payee = GetPayee(*connection_, {"acme", "ana"});
  ASSERT_THAT(payee, IsOk());
  EXPECT_EQ(payee->owed_micros,
            (std::map<std::string, int64_t>{{"USD", 32'666'667}}));
}

TEST_P(DealsTest, ARoyaltySplitPostsNothingAndAsksForNoRights) {
  const auto deal = Create(Split("s", {"nocturne"}));
  ASSERT_THAT(deal, IsOk());
  EXPECT_EQ(deal->create_time, clock_.Now());
  EXPECT_EQ(Count("transactions"), 0);
  EXPECT_EQ(rights_.query_count(), 0);
}

// Misspelt, it would be a deal that never divides anything.
TEST_P(DealsTest, WithoutItsAccountOrLibraryNothingIsWritten) {
  rights_.Lack("accounts/acmee");
  rights_.Lack("libraries/artlst");
  for (const bool is_payout : {false, true}) {
    const Deal good = is_payout ? Payout("d", "nocturne") : Split("d", {});
    Deal deal = good;
    deal.key.account_id = "acmee";
    EXPECT_THAT(Create(deal),
                FailsWith(absl::StatusCode::kNotFound, "no accounts/acmee"));
    deal = good;
    deal.library_id = "artlst";
    EXPECT_THAT(Create(deal),
                FailsWith(absl::StatusCode::kNotFound, "no libraries/artlst"));
    rights_.Fail(absl::UnavailableError("the catalogue is away"));
    EXPECT_THAT(Create(good),
                FailsWith(absl::StatusCode::kUnavailable, "catalogue"));
    rights_.Fail(absl::OkStatus());
  }
  EXPECT_EQ(Count("deals"), 0);
  EXPECT_EQ(Count("transactions"), 0);
}

// It is the 15th of January 2027, 08:00 in Greenwich: the 15th everywhere.
TEST_P(DealsTest, WhatIsPostedHasHappened) {
  Deal payout = Payout("d", "nocturne");
  payout.start_date = absl::CivilDay(2027, 1, 16);
  EXPECT_THAT(Create(payout),
              FailsWith(absl::StatusCode::kInvalidArgument,
                        "deal.start_date: must not be after 2027-01-15 in a "
                        "DIRECT_PAYOUT deal, whose fee is posted at once, got "
                        "2027-01-16; record it on the day of acceptance"));
  Deal split = Split("s", {"etude"});
  split.start_date = payout.start_date;
  EXPECT_THAT(Create(split), IsOk());
  clock_.Advance(absl::Hours(2));  // on Kiritimati it is the 16th
  EXPECT_THAT(Create(payout), IsOk());
}

TEST_P(DealsTest, WithoutRightsNothingIsWritten) {
  RightsAnswer no_master = Track("sketch");
  no_master.split_sheets.resize(1);
  rights_.Add(no_master);
  Deal too_early = Payout("c", "etude");
  RightsAnswer later = Track("later");
  for (SplitSheet& sheet : later.split_sheets) {
    sheet.effective_date = absl::CivilDay(2026, 10, 6);
  }
  rights_.Add(later);
  struct {
    const char* track;
    const char* text;
  } const cases[] = {
      {"unknown", "does not know the track"},
      {"sketch", "no owner of the master"},
      {"later", "no owner of the composition"},  // sheets begin a day too late
  };
  for (const auto& c : cases) {
    const auto deal = Create(Payout("d", c.track));
    EXPECT_THAT(deal, FailsWith(absl::StatusCode::kFailedPrecondition, c.text));
    EXPECT_EQ(ReasonOf(deal.status()).reason, "RIGHTS_MISSING");
  }
  rights_.Fail(absl::UnavailableError("the catalogue is away"));
  EXPECT_THAT(Create(Payout("d", "nocturne")),
              FailsWith(absl::StatusCode::kUnavailable, "catalogue"));
  EXPECT_EQ(Count("deals"), 0);
  EXPECT_EQ(Count("transactions"), 0);
}

TEST_P(DealsTest, OverlapsAreRefused) {
  const auto in = [](Deal deal, absl::CivilDay start,
                     std::optional<absl::CivilDay> end) {
    deal.start_date = start;
    deal.end_date = end;
    return deal;
  };
  const absl::CivilDay january(2027, 1, 1);
  const absl::CivilDay march(2027, 3, 1);
  ASSERT_THAT(Create(in(Split("first", {"a", "b"}), january, march)), IsOk());
  Deal elsewhere = in(Split("elsewhere", {"a"}), january, march);
  elsewhere.library_id = "pond5";
  Deal other_account = in(Split("other", {"a"}), january, march);
  other_account.key.account_id = "umbrella";
  struct {
    Deal deal;
    bool is_refused;
  } const cases[] = {
      {in(Split("same", {"b"}), january, march), true},
      {in(Split("inside", {"c", "b"}), january + 5, january + 5), true},
      {in(Split("last-day", {"a"}), march, std::nullopt), true},
      {in(Split("first-day", {"a"}), january - 9, january), true},
      {in(Split("all", {}), march, std::nullopt), true},
      {in(Split("before", {"a"}), january - 9, january - 1), false},
      {in(Split("after", {"a"}), march + 1, std::nullopt), false},
      {in(Split("another-track", {"c"}), january, march), false},
      {elsewhere, false},
      {other_account, false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.deal.key.deal_id);
    const auto deal = Create(c.deal);
    if (c.is_refused) {
      EXPECT_THAT(deal, FailsWith(absl::StatusCode::kFailedPrecondition,
                                  "accounts/acme/deals/first covers"));
      EXPECT_EQ(ReasonOf(deal.status()).reason, "DEAL_OVERLAP");
    } else {
      EXPECT_THAT(deal, IsOk());
    }
  }
  // A deal for all tracks stands in the way of each.
  ASSERT_THAT(Create(in(Split("early", {}), january - 99, january - 90)),
              IsOk());
  EXPECT_THAT(Create(in(Split("z", {"z"}), january - 95, january - 95)),
              FailsWith(absl::StatusCode::kFailedPrecondition, "deals/early"));
}

TEST_P(DealsTest, OfTwoThatRaceOneIsRefused) {
  std::vector<absl::StatusOr<Deal>> results(8, Deal());
  std::vector<std::thread> callers;
  for (size_t i = 0; i < results.size(); ++i) {
    callers.emplace_back([&, i] {
      results[i] = Create(Payout(absl::StrCat("d", i), "nocturne"));
    });
  }
  for (std::thread& caller : callers) caller.join();
  int created_count = 0;
  for (const auto& result : results) {
    if (result.ok()) {
      ++created_count;
    } else {
      EXPECT_EQ(ReasonOf(result.status()).reason, "DEAL_OVERLAP")
          << result.status();
    }
  }
  EXPECT_EQ(created_count, 1);
  EXPECT_EQ(Count("deals"), 1);
  EXPECT_EQ(Count("transactions"), 2);
}

TEST_P(DealsTest, AnIdIsTakenOnce) {
  ASSERT_THAT(Create(Payout("d", "nocturne")), IsOk());
  EXPECT_THAT(
      Create(Payout("d", "etude")),
      FailsWith(absl::StatusCode::kAlreadyExists, "accounts/acme/deals/d"));
  EXPECT_EQ(Count("transactions"), 2);
}

TEST_P(DealsTest, ARepeatedRequestIsAnsweredEvenWithoutCatalogue) {
  const auto first = Create(Payout("d", "nocturne"), "once");
  ASSERT_THAT(first, IsOk());
  clock_.Advance(absl::Hours(1));
  rights_.Fail(absl::UnavailableError("away"));
  const auto again = Create(Payout("d", "nocturne"), "once");
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->create_time, first->create_time);
  EXPECT_EQ(again->fee, first->fee);
  EXPECT_EQ(Count("transactions"), 2);
}

TEST_P(DealsTest, EndsSoonerOrLater) {
  const absl::CivilDay start(2026, 10, 5);
  ASSERT_THAT(Create(Split("first", {"nocturne"})), IsOk());
  EXPECT_THAT(Create(Split("second", {"nocturne"})),
              FailsWith(absl::StatusCode::kFailedPrecondition, "deals/first"));
  EXPECT_THAT(deals_.End({"acme", "first"}, start - 1),
              FailsWith(absl::StatusCode::kInvalidArgument,
                        "end_date: must not be before 2026-10-05"));
  const auto ended = deals_.End({"acme", "first"}, start);
  ASSERT_THAT(ended, IsOk());
  EXPECT_EQ(ended->end_date, start);
  EXPECT_EQ(GetDeal(*connection_, {"acme", "first"})->end_date, start);
  // Other terms from the next day on.
  Deal second = Split("second", {"nocturne"});
  second.start_date = start + 1;
  ASSERT_THAT(Create(second), IsOk());
  const auto later = deals_.End({"acme", "first"}, start + 1);
  EXPECT_THAT(later, FailsWith(absl::StatusCode::kFailedPrecondition,
                               "deals/second covers"));
  EXPECT_EQ(ReasonOf(later.status()).reason, "DEAL_OVERLAP");
  ASSERT_THAT(deals_.End({"acme", "second"}, start + 30), IsOk());
  ASSERT_THAT(deals_.End({"acme", "second"}, start + 60), IsOk());
  EXPECT_THAT(deals_.End({"acme", "none"}, start),
              FailsWith(absl::StatusCode::kNotFound, "deals/none"));
}

TEST_P(DealsTest, AVoidPayoutLeavesNothingAndFreesItsDays) {
  ASSERT_THAT(Create(Payout("d", "nocturne")), IsOk());
  ASSERT_NE(Balances()["Income:Commission"], 0);
  EXPECT_THAT(deals_.Void({"acme", "d"}, ""),
              FailsWith(absl::StatusCode::kInvalidArgument, "reason"));
  const auto voided = deals_.Void({"acme", "d"}, "the library withdrew");
  ASSERT_THAT(voided, IsOk());
  EXPECT_EQ(voided->void_time, clock_.Now());
  for (const auto& [account, micros] : Balances()) EXPECT_EQ(micros, 0);
  EXPECT_EQ(Count("transactions"), 4);
  clock_.Advance(absl::Hours(1));
  const auto again = deals_.Void({"acme", "d"}, "again");
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->void_time, voided->void_time);
  EXPECT_EQ(again->void_reason, "the library withdrew");
  EXPECT_EQ(Count("transactions"), 4);
  const auto ended = deals_.End({"acme", "d"}, absl::CivilDay(2026, 12, 31));
  EXPECT_EQ(ReasonOf(ended.status()).reason, "DEAL_VOID");
  // The id is taken, the days are not.
  EXPECT_THAT(Create(Payout("d", "nocturne")),
              FailsWith(absl::StatusCode::kAlreadyExists, ""));
  EXPECT_THAT(Create(Payout("e", "nocturne")), IsOk());
  EXPECT_THAT(VerifyBook(*pool_, "main"), IsOk());
}

TEST_P(DealsTest, PayeesThatAreNone) {
  EXPECT_THAT(GetPayee(*connection_, {"acme", "ana"}),
              FailsWith(absl::StatusCode::kNotFound, "accounts/acme/parties"));
  EXPECT_THAT(GetPayeeStatement(*connection_, {"acme", "ana"}, std::nullopt,
                                std::nullopt, 100),
              FailsWith(absl::StatusCode::kNotFound, "accounts/acme/parties"));
}

}  // namespace
}  // namespace ritornello::royalties
