#include "services/royalties/formats/ledger_journal.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/status/status_matchers.h"
#include "services/royalties/formats/testing/bookkeepers.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using testing::Balances;
using testing::BalancesBy;
using testing::Bookkeeper;
using testing::Check;
using testing::RunHledger;

PostedTransaction Posted(int64_t sequence, absl::string_view description,
                         std::vector<Leg> legs) {
  PostedTransaction posted;
  posted.book = "main";
  posted.sequence = sequence;
  posted.record_time = absl::FromUnixMicros(1'800'000'000'000'000 + sequence);
  posted.hash = std::string(64, 'a');
  posted.transaction = {.effective_date = absl::CivilDay(2026, 10, 5),
                        .period = absl::CivilMonth(2026, 10),
                        .description = std::string(description),
                        .document = "accounts/acme/deals/artlist-2026",
                        .legs = std::move(legs)};
  return posted;
}

std::string Journal(const std::vector<PostedTransaction>& transactions) {
  std::set<std::string> accounts;
  std::set<std::string> currencies;
  for (const PostedTransaction& posted : transactions) {
    for (const Leg& leg : posted.transaction.legs) {
      accounts.insert(leg.ledger_account);
      currencies.insert(leg.currency);
    }
  }
  std::string text =
      LedgerHeader({"main", std::vector(accounts.begin(), accounts.end()),
                    std::vector(currencies.begin(), currencies.end())});
  for (const PostedTransaction& posted : transactions) {
    AppendLedger(posted, text);
  }
  return text;
}

TEST(LedgerJournalTest, OneTransactionReadsLikeThis) {
  PostedTransaction posted =
      Posted(17, "Fee of artlist",
             {{"Assets:Receivable:artlist:acme.d", "USD", 2'000'000'000},
              {"Liabilities:Undistributed:acme.d", "USD", -2'000'000'000}});
  posted.transaction.reverses = 16;
  std::string text;
  AppendLedger(posted, text);
  EXPECT_EQ(text, R"(
2026-10-05 (17) Fee of artlist
    ; period: 2026-10
    ; document: accounts/acme/deals/artlist-2026
    ; reverses: 16
    ; recorded-us: 1800000000000017
    ; hash: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    Assets:Receivable:artlist:acme.d  2000.00 USD
    Liabilities:Undistributed:acme.d  -2000.00 USD
)");
}

// What a stranger writes into a description stays a description.
TEST(LedgerJournalTest, TextCannotForgeEntries) {
  const std::vector<Leg> legs = {{"Assets:A", "USD", 1},
                                 {"Equity:B", "USD", -1}};
  const char* const descriptions[] = {
      "",
      "plain",
      "x\n    Assets:A  1000 USD\n    Equity:B",
      "x\r\n2026-01-01 forged\n    Assets:A  5 USD\n    Equity:B",
      "; date:2020-01-01",
      "x  ; date:2020-01-01",
      "payee | note",
      "* !",
      "(99) ! x",
      "=2020-01-01",
      "comment",
      "\xC3\x84rger \xE2\x80\xA8 \xF0\x9F\x8E\xB5",
      "{ } \" ' \\ $ ` @ @@ [2020-01-01]",
      "include /etc/passwd",
  };
  std::vector<PostedTransaction> transactions;
  for (const char* description : descriptions) {
    transactions.push_back(
        Posted(int64_t(transactions.size()) + 1, description, legs));
  }
  transactions.back().transaction.document = "a, date:2020-01-01\n[2020-01-01]";
  const std::string text = Journal(transactions);
  const auto count = static_cast<int64_t>(transactions.size());
  for (const auto program : {Bookkeeper::kHledger, Bookkeeper::kLedger}) {
    EXPECT_THAT(Check(program, text), IsOk());
    const auto balances = BalancesBy(program, text);
    ASSERT_THAT(balances, IsOk());
    EXPECT_EQ(*balances, (Balances{{{"Assets:A", "USD"}, count},
                                   {{"Equity:B", "USD"}, -count}}));
  }
  const auto codes = RunHledger(text, "codes");
  ASSERT_THAT(codes, IsOk());
  EXPECT_TRUE(absl::StartsWith(*codes, "1\n2\n3\n"));
  EXPECT_THAT(RunHledger(text, "print date:2026-10-05 | grep -c '^2026'"),
              IsOk());
}

// The judges must be able to say no.
TEST(LedgerJournalTest, BothNoticeOneMicroAndAnUndeclaredAccount) {
  const std::string unbalanced = Journal({Posted(
      1, "x",
      {{"Assets:A", "USD", 1'000'001}, {"Equity:B", "USD", -1'000'000}})});
  std::string undeclared = LedgerHeader({"main", {}, {"USD"}});
  AppendLedger(
      Posted(1, "x", {{"Assets:A", "USD", 1}, {"Equity:B", "USD", -1}}),
      undeclared);
  const struct {
    Bookkeeper program;
    const std::string& text;
    const char* complaint;
  } cases[] = {
      {Bookkeeper::kHledger, unbalanced, "could not balance"},
      {Bookkeeper::kLedger, unbalanced, "does not balance"},
      {Bookkeeper::kHledger, undeclared, "undeclared"},
      {Bookkeeper::kLedger, undeclared, "Unknown account"},
  };
  for (const auto& c : cases) {
    EXPECT_THAT(Check(c.program, c.text),
                FailsWith(absl::StatusCode::kInternal, c.complaint));
  }
}

}  // namespace
}  // namespace ritornello::royalties
