#include "services/royalties/rpc/ledger_service.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "ritornello/royalties/v1/ledger_service.grpc.pb.h"
#include "services/royalties/domain/ledger.h"
#include "services/royalties/formats/testing/bookkeepers.h"
#include "services/royalties/rpc/testing/posting_templates.h"
#include "services/royalties/rpc/testing/service_fixture.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using testing::Balances;
using testing::BalancesBy;
using testing::Bookkeeper;
using Stub = v1::LedgerService::Stub;

class LedgerServiceTest : public testing::ServiceFixture {
 protected:
  LedgerServiceTest() : stub_(channel()) {}

  void PostAll(const std::vector<Posting>& postings) {
    ASSERT_THAT(Post(*pool_, clock_, "main", postings), IsOk());
  }

  absl::StatusOr<std::vector<std::string>> Export(
      v1::JournalFormat format = v1::HLEDGER) {
    const auto context = Context();
    v1::ExportJournalRequest request;
    request.set_name("books/main");
    request.set_format(format);
    const auto reader = stub_.ExportJournal(context.get(), request);
    std::vector<std::string> chunks;
    v1::ExportJournalResponse response;
    while (reader->Read(&response)) chunks.push_back(response.chunk());
    const grpc::Status status = reader->Finish();
    if (!status.ok()) return rpc::FromGrpc(status);
    return chunks;
  }

  Balances TrialBalance() {
    v1::GetTrialBalanceRequest request;
    request.set_name("books/main");
    const auto balance = Ask(&Stub::GetTrialBalance, stub_, request);
    EXPECT_THAT(balance, IsOk());
    Balances balances;
    for (const auto& line : balance->balances()) {
      if (line.amount().micros() == 0) continue;
      balances[{line.ledger_account(), line.amount().currency_code()}] =
          line.amount().micros();
    }
    for (const v1::Money& total : balance->totals()) {
      EXPECT_EQ(total.micros(), 0) << total.currency_code();
    }
    return balances;
  }

  absl::StatusOr<v1::ListTransactionsResponse> List(
      const std::string& ledger_account, int page_size,
      const std::string& page_token) {
    v1::ListTransactionsRequest request;
    request.set_parent("books/main");
    request.set_ledger_account(ledger_account);
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return Ask(&Stub::ListTransactions, stub_, request);
  }

  Stub stub_;
};

Posting Move(int number, const std::string& from, const std::string& to) {
  Posting posting;
  posting.idempotency_key = absl::StrCat("key-", number);
  posting.transaction.effective_date = absl::CivilDay(2026, 10, 5);
  posting.transaction.period = absl::CivilMonth(2026, 10);
  posting.transaction.legs = {{to, "USD", number}, {from, "USD", -number}};
  return posting;
}

// A month of every kind of posting, written by hand: what our books say after
// posting it, what hledger says of the file, and what hledger says of our
// export are the same to the last digit.
TEST_F(LedgerServiceTest, PostingTemplatesBalanceAsInHledger) {
  const std::string journal = testing::TemplateJournal();
  std::vector<Posting> postings;
  for (auto& of_file : testing::ReadTemplates(journal)) {
    postings.push_back({absl::StrCat("template-", postings.size()),
                        std::move(of_file.transaction),
                        {}});
  }
  ASSERT_EQ(postings.size(), 53u);
  PostAll(postings);

  const auto of_file = BalancesBy(Bookkeeper::kHledger, journal);
  ASSERT_THAT(of_file, IsOk());
  EXPECT_EQ(TrialBalance(), *of_file);

  const auto chunks = Export();
  ASSERT_THAT(chunks, IsOk());
  const std::string text = absl::StrJoin(*chunks, "");
  EXPECT_THAT(testing::Check(Bookkeeper::kHledger, text), IsOk());
  const auto of_export = BalancesBy(Bookkeeper::kHledger, text);
  ASSERT_THAT(of_export, IsOk());
  EXPECT_EQ(*of_export, *of_file);

  v1::VerifyBookRequest request;
  request.set_name("books/main");
  const auto verified = Ask(&Stub::VerifyBook, stub_, request);
  ASSERT_THAT(verified, IsOk());
  EXPECT_EQ(verified->transaction_count(), 53);
  EXPECT_TRUE(absl::StrContains(
      text, absl::StrCat("; hash: ", verified->hash(), "\n")));
}

TEST_F(LedgerServiceTest, AnAccountThatIsNoneIsNotFound) {
  PostAll({Move(1, "Assets:A", "Assets:B")});
  EXPECT_EQ(List("Assets:A", 10, "")->transactions_size(), 1);
  const auto none = List("Assets:Aa", 10, "");
  EXPECT_THAT(none, FailsWith(absl::StatusCode::kNotFound,
                              "nothing was ever posted to \"Assets:Aa\" of "
                              "books/main"));
  EXPECT_EQ(ReasonOf(none.status()).reason, "LEDGER_ACCOUNT_NOT_FOUND");
}

TEST_F(LedgerServiceTest, AnEmptyBook) {
  const auto chunks = Export();
  ASSERT_THAT(chunks, IsOk());
  EXPECT_THAT(testing::Check(Bookkeeper::kHledger, absl::StrJoin(*chunks, "")),
              IsOk());
  EXPECT_TRUE(TrialBalance().empty());
  const auto page = List("", 0, "");
  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(page->transactions_size(), 0);
  EXPECT_EQ(page->next_page_token(), "");
}

TEST_F(LedgerServiceTest, ALongExportComesInChunksOfWholeTransactions) {
  std::vector<Posting> postings;
  for (int i = 1; i <= 3'000; ++i) {
    postings.push_back(Move(i, "Assets:A", "Equity:B"));
  }
  PostAll(postings);
  const auto chunks = Export();
  ASSERT_THAT(chunks, IsOk());
  EXPECT_GT(chunks->size(), 2u);
  for (size_t i = 0; i < chunks->size(); ++i) {
    EXPECT_LT((*chunks)[i].size(), 300'000u);
    EXPECT_TRUE(absl::EndsWith((*chunks)[i], " USD\n"));
    if (i > 0) {
      EXPECT_TRUE(absl::StartsWith((*chunks)[i], "\n2026-"));
    }
  }
  const auto balances =
      BalancesBy(Bookkeeper::kHledger, absl::StrJoin(*chunks, ""));
  ASSERT_THAT(balances, IsOk());
  EXPECT_EQ(*balances, TrialBalance());
}

TEST_F(LedgerServiceTest, TransactionsOfALedgerAccountAndBeneath) {
  PostAll({Move(1, "Assets:Bank:USD", "Equity:B"),
           Move(2, "Assets:Bankrupt", "Equity:B"),
           Move(3, "Assets:Bank", "Equity:B"),
           Move(4, "Assets:Bank-2", "Equity:B"),
           Move(5, "Assets:Bank:EUR:X", "Equity:B")});
  const auto bank = List("Assets:Bank", 500, "");
  ASSERT_THAT(bank, IsOk());
  std::vector<int64_t> sequences;
  for (const auto& t : bank->transactions()) sequences.push_back(t.sequence());
  EXPECT_EQ(sequences, (std::vector<int64_t>{1, 3, 5}));
  EXPECT_EQ(List("Assets", 500, "")->transactions_size(), 5);
  EXPECT_THAT(List("Assets:Ban", 500, ""),
              FailsWith(absl::StatusCode::kNotFound, "Assets:Ban"));

  const auto first = List("Assets:Bank", 2, "");
  ASSERT_EQ(first->transactions_size(), 2);
  const auto second = List("Assets:Bank", 2, first->next_page_token());
  ASSERT_THAT(second, IsOk());
  ASSERT_EQ(second->transactions_size(), 1);
  EXPECT_EQ(second->transactions(0).legs(0).amount().micros(), 5);
  EXPECT_EQ(second->next_page_token(), "");
  EXPECT_THAT(List("Equity", 2, first->next_page_token()),
              FailsWith(absl::StatusCode::kInvalidArgument, "page_token"));
}

// A page is cut where its legs would become too many for one message.
TEST_F(LedgerServiceTest, PagesEndBeforeTooManyLegs) {
  std::vector<Posting> postings;
  for (int i = 1; i <= 3; ++i) {
    Posting posting = Move(i, "Assets:A", "Equity:B");
    const std::vector<Leg> pair = posting.transaction.legs;
    while (posting.transaction.legs.size() < kLegCountMax) {
      posting.transaction.legs.insert(posting.transaction.legs.end(),
                                      pair.begin(), pair.end());
    }
    postings.push_back(std::move(posting));
  }
  PostAll(postings);
  const auto first = List("", 3, "");
  ASSERT_THAT(first, IsOk());
  ASSERT_EQ(first->transactions_size(), 2);
  EXPECT_EQ(first->transactions(1).legs_size(), int{kLegCountMax});
  const auto second = List("", 3, first->next_page_token());
  ASSERT_THAT(second, IsOk());
  ASSERT_EQ(second->transactions_size(), 1);
  EXPECT_EQ(second->transactions(0).sequence(), 3);
  EXPECT_EQ(second->next_page_token(), "");
}

}  // namespace
}  // namespace ritornello::royalties
