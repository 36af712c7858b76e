// A closed month through every door by which money comes to the books.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/server/testing/refusals.h"
#include "libs/status/status_matchers.h"
#include "ritornello/royalties/v1/ledger_service.grpc.pb.h"
#include "ritornello/royalties/v1/payee_service.grpc.pb.h"
#include "services/royalties/rpc/testing/service_fixture.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using Stub = v1::LedgerService::Stub;
using PayeeStub = v1::PayeeService::Stub;
using ::testing::ElementsAre;

// It is January 2027.
class MonthCloseTest : public testing::ServiceFixture {
 protected:
  MonthCloseTest() : stub_(channel()), payee_stub_(channel()) {
    for (const std::string id : {"one", "two"}) {
      RightsAnswer track;
      track.track = {"acme", id};
      track.title = id;
      track.isrc = id == "one" ? "GBAYE6800011" : "GBAYE6800012";
      for (const Right right : {Right::kSyncComposition, Right::kMaster}) {
        track.split_sheets.push_back(
            {absl::StrCat(id, "/", RightName(right)),
             right,
             kAlways,
             {{{"acme", "ana"}, "OWNER", 1}, {{"acme", "ben"}, "OWNER", 2}}});
      }
      rights_.Add(track);
    }
    CreateDeal("artlist", 1, "licensing_model: ROYALTY_SPLIT");
  }

  void Do(absl::string_view method, const std::vector<std::string>& messages) {
    ASSERT_THAT(server::testing::CallWithText(
                    absl::StrCat("ritornello.royalties.v1.", method), messages,
                    channel()),
                IsOk());
  }
  void CreateDeal(const std::string& id, int month, const std::string& fields) {
    Do("DealService/CreateDeal",
       {absl::StrCat(
           "parent: 'accounts/acme' deal_id: '", id,
           "' deal { library: 'libraries/", id,
           "' commission_ppm: 100000 start_date { year: 2026 day: 7 month: ",
           month, " } ", fields, " }")});
  }
  void CreatePayout(const std::string& id) {
    CreateDeal(id, 9,
               "licensing_model: DIRECT_PAYOUT tracks: "
               "'accounts/acme/tracks/one' "
               "fee { currency_code: 'USD' micros: 10000000 }");
  }
  void Import(const std::string& account, const std::string& period,
              const std::string& lines) {
    Do("StatementService/ImportStatement",
       {absl::StrCat("header { parent: 'books/main' source: 'artlist' "
                     "source_account: '",
                     account, "' period: '", period,
                     "' currency_code: 'USD' }"),
        absl::StrCat("chunk: '", absl::CEscape("isrc,net,usage_date\n" + lines),
                     "'")});
  }

  absl::StatusOr<v1::Month> Close(const std::string& month,
                                  bool leave_unposted = false) {
    v1::CloseMonthRequest request;
    request.set_name("books/main/months/" + month);
    request.set_leave_unposted(leave_unposted);
    return Ask(&Stub::CloseMonth, stub_, request);
  }

  // Ana's and Ben's statements of a month and all before, as they are sent.
  std::map<std::string, std::string> Told() {
    std::map<std::string, std::string> told;
    for (const std::string payee : {"ana", "ben"}) {
      for (const std::string period : {"2026-08", "2026-09", "2026-10"}) {
        v1::GetPayeeStatementRequest request;
        request.set_name("accounts/acme/payees/" + payee);
        request.set_period(period);
        // Page by page.
        request.set_page_size(3);
        std::string& text = told[payee + " " + period];
        do {
          const auto page =
              Ask(&PayeeStub::GetPayeeStatement, payee_stub_, request);
          EXPECT_THAT(page, IsOk());
          text += page->SerializeAsString();
          request.set_page_token(page->next_page_token());
        } while (!request.page_token().empty());
      }
    }
    return told;
  }

  // What was posted behind `sequence`: "2026-11 2026-09-07 Fee …".
  std::vector<std::string> PostedAfter(int64_t sequence) {
    v1::ListTransactionsRequest request;
    request.set_parent("books/main");
    request.set_page_size(500);
    const auto page = Ask(&Stub::ListTransactions, stub_, request);
    EXPECT_THAT(page, IsOk());
    std::vector<std::string> texts;
    for (const v1::Transaction& transaction : page->transactions()) {
      if (transaction.sequence() <= sequence) continue;
      const google::type::Date& day = transaction.effective_date();
      texts.push_back(absl::StrFormat(
          "%s %04d-%02d-%02d %s", transaction.period(), day.year(), day.month(),
          day.day(), transaction.description()));
    }
    return texts;
  }

  Stub stub_;
  PayeeStub payee_stub_;
};

TEST_F(MonthCloseTest, WhatComesLateIsPostedToTheOpenMonthAndNothingChanges) {
  Import("a", "2026-09",
         "GBAYE6800011,1.000001,2026-09-03\nUSXXX9900001,7,2026-09-04\n");
  Import("b", "2026-10", "GBAYE6800012,5,2026-10-09\nGBAYE6800011,3,\n");
  CreatePayout("before");
  const auto closed = Close("2026-10");
  ASSERT_THAT(closed, IsOk());
  EXPECT_EQ(closed->state(), v1::Month::CLOSED);
  // A receipt, a suspense and a division; a receipt and a division; a fee and
  // its division.
  EXPECT_EQ(closed->sequence(), 7);
  EXPECT_EQ(closed->transaction_count(), 2);
  const std::map<std::string, std::string> told = Told();

  Import("late", "2026-08", "GBAYE6800011,2,2026-08-31\n");
  Do("StatementService/ResolveSuspense",
     {"name: 'books/main/statements/artlist-a-2026-09' matches { ordinal: 3 "
      "track: 'accounts/acme/tracks/two' }"});
  CreatePayout("after");
  Do("StatementService/VoidStatement",
     {"name: 'books/main/statements/artlist-b-2026-10' reason: 'wrong'"});
  Do("DealService/VoidDeal",
     {"name: 'accounts/acme/deals/before' reason: 'wrong'"});
  EXPECT_THAT(
      PostedAfter(closed->sequence()),
      ElementsAre(
          "2026-11 2026-08-31 Statement of libraries/artlist, late, 2026-08",
          "2026-11 2026-08-31 Earned in 2026-08 at libraries/artlist, divided",
          "2026-11 2026-09-30 Earned in 2026-09 at libraries/artlist, divided",
          "2026-11 2026-09-07 Fee owed by libraries/after",
          "2026-11 2026-09-07 Fee divided: one",
          "2026-11 2026-10-31 Void: wrong", "2026-11 2026-10-31 Void: wrong",
          "2026-11 2026-09-07 Void: wrong", "2026-11 2026-09-07 Void: wrong"));
  EXPECT_EQ(Told(), told);

  Do("LedgerService/VerifyBook", {"name: 'books/main'"});
  // The payee's whole statement still closes with what the ledger owes.
  for (const std::string payee : {"ana", "ben"}) {
    v1::GetPayeeStatementRequest all;
    all.set_name("accounts/acme/payees/" + payee);
    v1::GetPayeeRequest now;
    now.set_name(all.name());
    EXPECT_EQ(
        Ask(&PayeeStub::GetPayeeStatement, payee_stub_, all)
            ->currencies(0)
            .closing()
            .micros(),
        Ask(&PayeeStub::GetPayee, payee_stub_, now)->balances(0).micros());
  }
}

TEST_F(MonthCloseTest, WhatIsNotPostedHindersUnlessItIsLeft) {
  Import("a", "2026-10", "GBAYE6800011,1,\n");
  // The same file again is held, and so are these.
  Import("b", "2026-07", "GBAYE6800011,1,\n");
  Import("b", "2026-09", "GBAYE6800011,1,\n");
  Import("b", "2026-12", "GBAYE6800011,1,\n");
  const auto refused = Close("2026-10");
  EXPECT_THAT(refused,
              FailsWith(absl::StatusCode::kFailedPrecondition,
                        "without books/main/statements/artlist-b-2026-07 "
                        "(HELD), books/main/statements/artlist-b-2026-09 "
                        "(HELD): release"));
  EXPECT_EQ(ReasonOf(refused.status()).reason, "STATEMENTS_NOT_POSTED");
  ASSERT_THAT(Close("2026-07", /*leave_unposted=*/true), IsOk());
  // What is late already hinders no more.
  EXPECT_THAT(Close("2026-08"), IsOk());
  EXPECT_THAT(Close("2026-09"),
              FailsWith(absl::StatusCode::kFailedPrecondition,
                        "without books/main/statements/artlist-b-2026-09 ("));
  Do("StatementService/VoidStatement",
     {"name: 'books/main/statements/artlist-b-2026-09' reason: 'twice'"});
  EXPECT_THAT(Close("2026-10"), IsOk());
  Do("StatementService/ReleaseStatement",
     {"name: 'books/main/statements/artlist-b-2026-07'"});
  EXPECT_THAT(PostedAfter(2),
              ElementsAre(::testing::StartsWith("2026-11 2026-07-31"),
                          ::testing::StartsWith("2026-11 2026-07-31")));
}

TEST_F(MonthCloseTest, MonthsNewestFirstPageByPage) {
  Import("a", "2026-08", "GBAYE6800011,1,\n");
  Import("a", "2026-10", "GBAYE6800011,2,\n");
  Import("a", "2026-11", "GBAYE6800011,3,\n");
  // The same file again is held.
  Import("b", "2026-07", "GBAYE6800011,1,\n");
  ASSERT_THAT(Close("2026-09", /*leave_unposted=*/true), IsOk());
  v1::ListMonthsRequest request;
  request.set_parent("books/main");
  request.set_page_size(3);
  const auto first = Ask(&Stub::ListMonths, stub_, request);
  ASSERT_THAT(first, IsOk());
  ASSERT_EQ(first->months_size(), 3);
  EXPECT_EQ(first->months(0).name(), "books/main/months/2026-11");
  EXPECT_EQ(first->months(0).state(), v1::Month::OPEN);
  EXPECT_EQ(first->months(0).transaction_count(), 2);
  EXPECT_FALSE(first->months(0).has_close_time());
  EXPECT_EQ(first->months(1).name(), "books/main/months/2026-10");
  EXPECT_EQ(first->months(2).name(), "books/main/months/2026-09");
  EXPECT_EQ(first->months(2).state(), v1::Month::CLOSED);
  EXPECT_EQ(first->months(2).transaction_count(), 0);
  EXPECT_EQ(first->months(2).close_time().seconds(), 1'800'000'000);
  EXPECT_EQ(first->months(2).hash().size(), 64u);
  request.set_page_token(first->next_page_token());
  const auto second = Ask(&Stub::ListMonths, stub_, request);
  ASSERT_THAT(second, IsOk());
  ASSERT_EQ(second->months_size(), 2);
  EXPECT_EQ(second->months(0).name(), "books/main/months/2026-08");
  EXPECT_EQ(second->months(0).state(), v1::Month::CLOSED);
  EXPECT_EQ(second->months(0).unposted_statement_count(), 0);
  EXPECT_EQ(second->months(1).name(), "books/main/months/2026-07");
  EXPECT_EQ(second->months(1).transaction_count(), 0);
  EXPECT_EQ(second->months(1).unposted_statement_count(), 1);
  EXPECT_EQ(second->next_page_token(), "");
  EXPECT_THAT(Close("2027-01"),
              FailsWith(absl::StatusCode::kFailedPrecondition, "not over"));
}

}  // namespace
}  // namespace ritornello::royalties
