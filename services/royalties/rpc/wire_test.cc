#include <gtest/gtest.h>

#include <functional>

#include "google/protobuf/util/message_differencer.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "services/royalties/rpc/wire_deal.h"
#include "services/royalties/rpc/wire_ledger.h"
#include "services/royalties/rpc/wire_money.h"
#include "services/royalties/rpc/wire_payee.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::IsOk;

google::type::Date Date(int year, int month, int day) {
  google::type::Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

v1::CreateDealRequest FullRequest() {
  v1::CreateDealRequest request;
  request.set_parent("accounts/acme");
  request.set_deal_id("artlist-2026");
  v1::Deal& deal = *request.mutable_deal();
  deal.set_name("accounts/acme/deals/artlist-2026");
  deal.set_library("libraries/artlist");
  deal.set_licensing_model(v1::DIRECT_PAYOUT);
  deal.add_tracks("accounts/acme/tracks/nocturne");
  deal.set_royalty_ppm(1);
  deal.set_commission_ppm(2);
  deal.set_composition_ppm(3);
  *deal.mutable_fee() = MoneyToWire("USD", 2'000'000'000);
  *deal.mutable_start_date() = Date(2026, 10, 5);
  *deal.mutable_end_date() = Date(2028, 2, 29);
  deal.mutable_create_time()->set_seconds(1'800'000'000);
  deal.mutable_create_time()->set_nanos(1'000);
  return request;
}

// A field that is forgotten in either direction would differ.
TEST(WireTest, ADealGoesThereAndBack) {
  const v1::CreateDealRequest request = FullRequest();
  auto deal = FromWire(request);
  ASSERT_THAT(deal, IsOk());
  deal->create_time = absl::FromUnixMicros(1'800'000'000'000'001);
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(
      ToWire(*deal), request.deal()))
      << ToWire(*deal).DebugString();
}

TEST(WireTest, WhatIsAbsentIsDefault) {
  v1::CreateDealRequest request = FullRequest();
  request.mutable_deal()->set_licensing_model(v1::ROYALTY_SPLIT);
  request.mutable_deal()->clear_composition_ppm();
  request.mutable_deal()->clear_fee();
  request.mutable_deal()->clear_end_date();
  const auto deal = FromWire(request);
  ASSERT_THAT(deal, IsOk());
  EXPECT_EQ(deal->composition_ppm, 500'000);
  EXPECT_FALSE(deal->fee.has_value());
  EXPECT_FALSE(ToWire(*deal).has_fee());
  EXPECT_FALSE(ToWire(*deal).has_end_date());
  EXPECT_EQ(ToWire(*deal).licensing_model(), v1::ROYALTY_SPLIT);
}

TEST(WireTest, MalformedFieldsAreNamed) {
  struct {
    const char* field;
    std::function<void(v1::CreateDealRequest&)> change;
  } const cases[] = {
      {"parent", [](auto& r) { r.set_parent("acme"); }},
      {"deal.library", [](auto& r) { r.mutable_deal()->set_library("x"); }},
      {"deal.licensing_model",
       [](auto& r) { r.mutable_deal()->clear_licensing_model(); }},
      {"deal.licensing_model",
       [](auto& r) {
         r.mutable_deal()->set_licensing_model(
             static_cast<v1::LicensingModel>(9));
       }},
      {"deal.tracks[1]", [](auto& r) { r.mutable_deal()->add_tracks("t"); }},
      {"deal.tracks[1]",
       [](auto& r) { r.mutable_deal()->add_tracks("accounts/b/tracks/t"); }},
      {"deal.fee.currency_code",
       [](auto& r) {
         r.mutable_deal()->mutable_fee()->set_currency_code("usd");
       }},
      {"deal.start_date",
       [](auto& r) { r.mutable_deal()->clear_start_date(); }},
      {"deal.start_date",
       [](auto& r) {
         *r.mutable_deal()->mutable_start_date() = Date(2026, 2, 30);
       }},
      {"deal.start_date",
       [](auto& r) {
         *r.mutable_deal()->mutable_start_date() = Date(9999, 1, 1);
       }},
      {"deal.end_date",
       [](auto& r) {
         *r.mutable_deal()->mutable_end_date() = Date(2026, 12, 0);
       }},
  };
  for (const auto& c : cases) {
    v1::CreateDealRequest request = FullRequest();
    c.change(request);
    const auto deal = FromWire(request);
    ASSERT_EQ(FieldViolationsOf(deal.status()).size(), 1u)
        << c.field << deal.status();
    EXPECT_EQ(FieldViolationsOf(deal.status())[0].field, c.field);
  }
}

TEST(WireTest, ATransaction) {
  PostedTransaction posted;
  posted.book = "main";
  posted.sequence = 17;
  posted.record_time = absl::FromUnixMicros(1'800'000'000'000'001);
  posted.hash = "abc";
  posted.transaction.effective_date = absl::CivilDay(2026, 10, 5);
  posted.transaction.period = absl::CivilMonth(2026, 11);
  posted.transaction.description = "fee";
  posted.transaction.document = "accounts/acme/deals/d";
  posted.transaction.reverses = 16;
  posted.transaction.legs = {{"Assets:Bank", "USD", 7}};
  const v1::Transaction wire = ToWire(posted);
  EXPECT_EQ(wire.name(), "books/main/transactions/17");
  EXPECT_EQ(wire.sequence(), 17);
  EXPECT_EQ(wire.effective_date().day(), 5);
  EXPECT_EQ(wire.record_time().nanos(), 1'000);
  EXPECT_EQ(wire.period(), "2026-11");
  EXPECT_EQ(wire.description(), "fee");
  EXPECT_EQ(wire.document(), "accounts/acme/deals/d");
  EXPECT_EQ(wire.reverses(), "books/main/transactions/16");
  EXPECT_EQ(wire.hash(), "abc");
  ASSERT_EQ(wire.legs_size(), 1);
  EXPECT_EQ(wire.legs(0).ledger_account(), "Assets:Bank");
  EXPECT_EQ(wire.legs(0).amount().currency_code(), "USD");
  EXPECT_EQ(wire.legs(0).amount().micros(), 7);
}

TEST(WireTest, APayeeStatementLine) {
  PayeeStatementCurrency sums;
  sums.currency = "USD";
  sums.opening_micros = 1;
  sums.earned_micros = 2;
  sums.closing_micros = 3;
  PayeeStatementLine line;
  line.transaction = {"main", 17};
  line.reverses = 16;
  line.earning.currency = "USD";
  line.earning.amount_micros = 2;
  line.earning.right = Right::kSyncComposition;
  line.earning.weight = 60;
  line.earning.weight_total = 100;
  line.earning.track = "accounts/acme/tracks/t";
  line.earning.track_title = "T";
  line.earning.source = "artlist";
  line.earning.document = "books/main/statements/s";
  line.earning.effective_date = absl::CivilDay(2026, 10, 5);
  line.earning.period = absl::CivilMonth(2026, 11);
  sums.lines.push_back(line);
  const v1::PayeeStatement wire = ToWire({"acme", "ana"}, "2026-11", {sums});
  EXPECT_EQ(wire.payee(), "accounts/acme/payees/ana");
  EXPECT_EQ(wire.period(), "2026-11");
  ASSERT_EQ(wire.currencies_size(), 1);
  EXPECT_EQ(wire.currencies(0).opening().micros(), 1);
  EXPECT_EQ(wire.currencies(0).earned().micros(), 2);
  EXPECT_EQ(wire.currencies(0).closing().micros(), 3);
  const v1::PayeeStatementLine& got = wire.currencies(0).lines(0);
  EXPECT_EQ(got.transaction(), "books/main/transactions/17");
  EXPECT_EQ(got.reverses(), "books/main/transactions/16");
  EXPECT_EQ(got.effective_date().month(), 10);
  EXPECT_EQ(got.period(), "2026-11");
  EXPECT_EQ(got.document(), "books/main/statements/s");
  EXPECT_EQ(got.source(), "artlist");
  EXPECT_EQ(got.track(), "accounts/acme/tracks/t");
  EXPECT_EQ(got.track_title(), "T");
  EXPECT_EQ(got.right(), "Composition");
  EXPECT_EQ(got.weight(), 60);
  EXPECT_EQ(got.weight_total(), 100);
  EXPECT_EQ(got.amount().micros(), 2);
}

}  // namespace
}  // namespace ritornello::royalties
