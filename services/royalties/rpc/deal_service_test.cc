#include "services/royalties/rpc/deal_service.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "ritornello/royalties/v1/deal_service.grpc.pb.h"
#include "ritornello/royalties/v1/payee_service.grpc.pb.h"
#include "services/royalties/rpc/testing/service_fixture.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using DealStub = v1::DealService::Stub;
using PayeeStub = v1::PayeeService::Stub;

class DealServiceTest : public testing::ServiceFixture {
 protected:
  DealServiceTest() : deal_stub_(channel()), payee_stub_(channel()) {
    for (const char* id : {"nocturne", "etude"}) {
      RightsAnswer track;
      track.track = {"acme", id};
      track.title = id;
      track.split_sheets = {
          {absl::StrCat(id, "/c"),
           Right::kSyncComposition,
           kAlways,
           {{{"acme", "ana"}, "WRITER", 1}, {{"acme", "ben"}, "WRITER", 2}}},
          {absl::StrCat(id, "/m"),
           Right::kMaster,
           kAlways,
           {{{"acme", "ana"}, "OWNER", 1}}}};
      rights_.Add(track);
    }
  }

  static v1::CreateDealRequest Payout(const std::string& id,
                                      const std::string& track,
                                      int64_t fee_micros, int month) {
    v1::CreateDealRequest request;
    request.set_parent("accounts/acme");
    request.set_deal_id(id);
    v1::Deal& deal = *request.mutable_deal();
    deal.set_library("libraries/artlist");
    deal.set_licensing_model(v1::DIRECT_PAYOUT);
    deal.add_tracks(absl::StrCat("accounts/acme/tracks/", track));
    deal.mutable_fee()->set_currency_code("USD");
    deal.mutable_fee()->set_micros(fee_micros);
    deal.mutable_start_date()->set_year(2026);
    deal.mutable_start_date()->set_month(month);
    deal.mutable_start_date()->set_day(5);
    return request;
  }
  absl::StatusOr<v1::Deal> Create(const v1::CreateDealRequest& request) {
    return Ask(&DealStub::CreateDeal, deal_stub_, request);
  }
  absl::StatusOr<v1::PayeeStatement> Statement(const std::string& payee,
                                               const std::string& period) {
    v1::GetPayeeStatementRequest request;
    request.set_name(absl::StrCat("accounts/acme/payees/", payee));
    request.set_period(period);
    return Ask(&PayeeStub::GetPayeeStatement, payee_stub_, request);
  }

  DealStub deal_stub_;
  PayeeStub payee_stub_;
};

TEST_F(DealServiceTest, CreateGetAndList) {
  ASSERT_THAT(Create(Payout("b", "nocturne", 600, 10)), IsOk());
  const auto created = Create(Payout("a", "etude", 60, 11));
  ASSERT_THAT(created, IsOk());
  EXPECT_EQ(created->name(), "accounts/acme/deals/a");
  EXPECT_EQ(created->create_time().seconds(), 1'800'000'000);

  v1::GetDealRequest get;
  get.set_name("accounts/acme/deals/a");
  const auto got = Ask(&DealStub::GetDeal, deal_stub_, get);
  ASSERT_THAT(got, IsOk());
  EXPECT_EQ(got->SerializeAsString(), created->SerializeAsString());

  v1::ListDealsRequest list;
  list.set_parent("accounts/acme");
  list.set_page_size(1);
  const auto first = Ask(&DealStub::ListDeals, deal_stub_, list);
  ASSERT_THAT(first, IsOk());
  ASSERT_EQ(first->deals_size(), 1);
  EXPECT_EQ(first->deals(0).SerializeAsString(), created->SerializeAsString());
  list.set_page_token(first->next_page_token());
  const auto second = Ask(&DealStub::ListDeals, deal_stub_, list);
  ASSERT_THAT(second, IsOk());
  ASSERT_EQ(second->deals_size(), 1);
  EXPECT_EQ(second->deals(0).name(), "accounts/acme/deals/b");
  EXPECT_EQ(second->next_page_token(), "");
}

TEST_F(DealServiceTest, ErrorsTellMachinesWhy) {
  v1::CreateDealRequest bad = Payout("a", "nocturne", 0, 10);
  const auto no_fee = Create(bad);
  EXPECT_THAT(no_fee, FailsWith(absl::StatusCode::kInvalidArgument, "fee"));
  EXPECT_EQ(FieldViolationsOf(no_fee.status()).at(0).field, "deal.fee");
  EXPECT_EQ(ReasonOf(Create(Payout("a", "unknown", 1, 10)).status()).reason,
            "RIGHTS_MISSING");
  ASSERT_THAT(Create(Payout("a", "nocturne", 1, 10)), IsOk());
  EXPECT_EQ(ReasonOf(Create(Payout("b", "nocturne", 1, 11)).status()).reason,
            "DEAL_OVERLAP");
  EXPECT_THAT(Create(Payout("a", "etude", 1, 10)),
              FailsWith(absl::StatusCode::kAlreadyExists, "deals/a"));
}

TEST_F(DealServiceTest, EndsAndVoids) {
  ASSERT_THAT(Create(Payout("a", "nocturne", 600, 10)), IsOk());
  v1::EndDealRequest end;
  end.set_name("accounts/acme/deals/a");
  end.mutable_end_date()->set_year(2026);
  end.mutable_end_date()->set_month(12);
  end.mutable_end_date()->set_day(31);
  const auto ended = Ask(&DealStub::EndDeal, deal_stub_, end);
  ASSERT_THAT(ended, IsOk());
  EXPECT_EQ(ended->end_date().SerializeAsString(),
            end.end_date().SerializeAsString());
  EXPECT_FALSE(ended->has_void_time());

  v1::VoidDealRequest request;
  request.set_name("accounts/acme/deals/a");
  request.set_reason("the library withdrew");
  const auto voided = Ask(&DealStub::VoidDeal, deal_stub_, request);
  ASSERT_THAT(voided, IsOk());
  EXPECT_EQ(voided->void_time().seconds(), 1'800'000'000);
  EXPECT_EQ(voided->void_reason(), "the library withdrew");
}

// The book is not the account's: an accountant of acme alone may make deals
// that post nothing.
TEST_F(DealServiceTest, WhatPostsNeedsTheBookToo) {
  const auto ask_as = [&](const std::string& books, auto method,
                          const auto& request) {
    const auto context =
        rpc::MakeClientContext(absl::Now() + absl::Seconds(60), "");
    server::testing::CallAs(server::Role::kAccountant, "acme", books, *context);
    v1::Deal deal;
    return rpc::FromGrpc((deal_stub_.*method)(context.get(), request, &deal));
  };
  const v1::CreateDealRequest payout = Payout("a", "nocturne", 600, 10);
  const absl::Status refused = ask_as("", &DealStub::CreateDeal, payout);
  EXPECT_THAT(refused, FailsWith(absl::StatusCode::kPermissionDenied,
                                 "is posted to books/main"));
  EXPECT_EQ(ReasonOf(refused).reason, "OUTSIDE_CREDENTIAL");
  EXPECT_THAT(ask_as("main", &DealStub::CreateDeal, payout), IsOk());
  v1::VoidDealRequest request;
  request.set_name("accounts/acme/deals/a");
  request.set_reason("x");
  EXPECT_THAT(ask_as("", &DealStub::VoidDeal, request),
              FailsWith(absl::StatusCode::kPermissionDenied, "books/main"));
  EXPECT_THAT(ask_as("main", &DealStub::VoidDeal, request), IsOk());
  v1::CreateDealRequest split = Payout("b", "nocturne", 600, 10);
  split.mutable_deal()->clear_fee();
  split.mutable_deal()->set_licensing_model(v1::ROYALTY_SPLIT);
  EXPECT_THAT(ask_as("", &DealStub::CreateDeal, split), IsOk());
}

TEST_F(DealServiceTest, ARequestIdMakesARetrySafe) {
  v1::CreateDealRequest request = Payout("a", "nocturne", 600, 10);
  request.set_request_id("once");
  const auto first = Create(request);
  ASSERT_THAT(first, IsOk());
  const auto second = Create(request);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->SerializeAsString(), first->SerializeAsString());
  request.mutable_deal()->mutable_fee()->set_micros(601);
  EXPECT_THAT(Create(request),
              FailsWith(absl::StatusCode::kInvalidArgument, "request_id"));
}

TEST_F(DealServiceTest, PayeesAndTheirStatements) {
  ASSERT_THAT(Create(Payout("a", "nocturne", 600, 10)), IsOk());
  ASSERT_THAT(Create(Payout("b", "etude", 60, 11)), IsOk());

  v1::ListPayeesRequest list;
  list.set_parent("accounts/acme");
  list.set_page_size(1);
  const auto first = Ask(&PayeeStub::ListPayees, payee_stub_, list);
  ASSERT_THAT(first, IsOk());
  ASSERT_EQ(first->payees_size(), 1);
  EXPECT_EQ(first->payees(0).name(), "accounts/acme/payees/ana");
  ASSERT_EQ(first->payees(0).balances_size(), 1);
  EXPECT_EQ(first->payees(0).balances(0).micros(), 440);  // (100+300) * 1.1
  list.set_page_token(first->next_page_token());
  const auto second = Ask(&PayeeStub::ListPayees, payee_stub_, list);
  ASSERT_THAT(second, IsOk());
  ASSERT_EQ(second->payees_size(), 1);
  EXPECT_EQ(second->payees(0).balances(0).micros(), 220);
  EXPECT_EQ(second->next_page_token(), "");

  v1::GetPayeeRequest get;
  get.set_name("accounts/acme/payees/ben");
  EXPECT_EQ(Ask(&PayeeStub::GetPayee, payee_stub_, get)->balances(0).micros(),
            220);

  struct {
    const char* period;
    int64_t opening, line_count, closing;
  } const cases[] = {{"2026-09", 0, 0, 0},
                     {"2026-10", 0, 2, 400},
                     {"2026-11", 400, 2, 440},
                     {"2026-12", 440, 0, 440},
                     {"", 0, 4, 440}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.period);
    const auto statement = Statement("ana", c.period);
    ASSERT_THAT(statement, IsOk());
    if (c.closing == 0) {
      EXPECT_EQ(statement->currencies_size(), 0);
      continue;
    }
    ASSERT_EQ(statement->currencies_size(), 1);
    EXPECT_EQ(statement->currencies(0).opening().micros(), c.opening);
    EXPECT_EQ(statement->currencies(0).lines_size(), c.line_count);
    EXPECT_EQ(statement->currencies(0).closing().micros(), c.closing);
  }

  v1::GetPayeeStatementRequest paged;
  paged.set_name("accounts/acme/payees/ana");
  paged.set_page_size(3);
  const auto ask = [&] {
    return Ask(&PayeeStub::GetPayeeStatement, payee_stub_, paged);
  };
  const auto page = ask();
  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(page->currencies(0).lines_size(), 3);
  paged.set_page_token(page->next_page_token());
  const auto last = ask();
  ASSERT_THAT(last, IsOk());
  EXPECT_EQ(last->next_page_token(), "");
  EXPECT_EQ(last->currencies(0).lines_size(), 1);
  EXPECT_EQ(last->currencies(0).opening().micros(),
            page->currencies(0).closing().micros());
  EXPECT_EQ(last->currencies(0).closing().micros(), 440);
  paged.set_period("2026-10");  // another statement
  EXPECT_THAT(ask(),
              FailsWith(absl::StatusCode::kInvalidArgument, "page_token"));
}

// "accounts/new" has nothing, be it there or not.
TEST_F(DealServiceTest, NothingIsListedWhileTheCatalogueIsAway) {
  rights_.Lack("accounts/new");
  for (const bool is_away : {false, true}) {
    rights_.Fail(is_away ? absl::UnavailableError("away") : absl::OkStatus());
    v1::ListDealsRequest deals;
    deals.set_parent("accounts/new");
    const auto no_deals = Ask(&DealStub::ListDeals, deal_stub_, deals);
    v1::ListPayeesRequest payees;
    payees.set_parent("accounts/new");
    const auto no_payees = Ask(&PayeeStub::ListPayees, payee_stub_, payees);
    if (is_away) {
      ASSERT_THAT(no_deals, IsOk());
      EXPECT_EQ(no_deals->deals_size(), 0);
      ASSERT_THAT(no_payees, IsOk());
      EXPECT_EQ(no_payees->payees_size(), 0);
    } else {
      EXPECT_THAT(no_deals, FailsWith(absl::StatusCode::kNotFound, "new"));
      EXPECT_THAT(no_payees, FailsWith(absl::StatusCode::kNotFound, "new"));
    }
  }
}

}  // namespace
}  // namespace ritornello::royalties
