#include "services/royalties/formats/beancount_journal.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/status/status_matchers.h"
#include "services/royalties/formats/testing/bookkeepers.h"
#include "services/royalties/model/ledger_account.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using testing::Balances;
using testing::BalancesBy;
using testing::Bookkeeper;
using testing::Check;

PostedTransaction Posted(absl::string_view description, int64_t debit_micros,
                         int64_t credit_micros) {
  PostedTransaction posted;
  posted.sequence = 17;
  posted.record_time = absl::FromUnixMicros(1'800'000'000'000'017);
  posted.hash = std::string(8, 'a');
  posted.transaction = {
      .effective_date = absl::CivilDay(2026, 10, 5),
      .period = absl::CivilMonth(2026, 10),
      .description = std::string(description),
      .document = "accounts/acme/deals/buyout",
      .reverses = 16,
      .legs = {
          {"Assets:Receivable:artlist:acme.buyout", "USD", debit_micros},
          {"Liabilities:Undistributed:acme.buyout", "USD", -credit_micros}}};
  return posted;
}

std::string Journal(const std::vector<PostedTransaction>& transactions) {
  std::string text = BeancountHeader({"main",
                                      {"Assets:Receivable:artlist:acme.buyout",
                                       "Liabilities:Undistributed:acme.buyout"},
                                      {"USD"}});
  for (const PostedTransaction& posted : transactions) {
    AppendBeancount(posted, text);
  }
  return text;
}

TEST(BeancountJournalTest, OneTransactionReadsLikeThis) {
  EXPECT_EQ(Journal({Posted("Fee", 2'000'000'000, 2'000'000'000)}),
            R"(option "title" "main"
option "inferred_tolerance_multiplier" "0"

0001-01-01 commodity USD

0001-01-01 open Assets:Receivable:Xartlist:Xacme-dbuyout
  ledger-account: "Assets:Receivable:artlist:acme.buyout"
0001-01-01 open Liabilities:Undistributed:Xacme-dbuyout
  ledger-account: "Liabilities:Undistributed:acme.buyout"

2026-10-05 * "Fee"
  sequence: 17
  period: "2026-10"
  document: "accounts/acme/deals/buyout"
  reverses: "16"
  recorded-us: "1800000000000017"
  hash: "aaaaaaaa"
  Assets:Receivable:Xartlist:Xacme-dbuyout  2000.00 USD
  Liabilities:Undistributed:Xacme-dbuyout  -2000.00 USD
)");
}

TEST(BeancountJournalTest, AccountsInItsLetters) {
  const std::map<std::string, std::string> cases = {
      {"Income:Commission", "Income:Commission"},
      {"Liabilities:Accrued:acme:ana:Master",
       "Liabilities:Accrued:Xacme:Xana:Master"},
      {"Assets:Receivable:artlist:artlist-a-2026-10",
       "Assets:Receivable:Xartlist:Xartlist--a--2026--10"},
      {"Assets:Receivable:LibA:2026-10", "Assets:Receivable:LibA:2026--10"},
      {"Assets:X_.-", "Assets:XX-u-d--"},
      {"Assets:_", "Assets:X-u"},
  };
  for (const auto& [ours, theirs] : cases) {
    EXPECT_EQ(BeancountAccount(ours), theirs);
  }
}

// Every name of up to four letters out of those that matter, and ten thousand
// long ones: no two become one, and beancount takes them all.
TEST(BeancountJournalTest, NoTwoAccountsGetOneName) {
  const std::string letters = "aduxADX0.-_:";
  std::vector<std::string> names;
  std::vector<std::string> shorter = {"Assets:"};
  for (int size = 1; size <= 4; ++size) {
    std::vector<std::string> longer;
    for (const std::string& name : shorter) {
      for (const char letter : letters) longer.push_back(name + letter);
    }
    names.insert(names.end(), longer.begin(), longer.end());
    shorter = std::move(longer);
  }
  std::mt19937_64 random(20'261'005);
  for (size_t i = 0; i < 10'000; ++i) {
    std::string name = "Assets:";
    while (name.size() < 12 + i % 8) name += letters[random() % letters.size()];
    names.push_back(name);
  }
  std::map<std::string, std::string> ours_of;
  JournalContents contents{"main", {}, {}};
  for (const std::string& name : names) {
    if (!ValidateLedgerAccount("name", name).ok()) continue;
    const auto [known, is_new] = ours_of.emplace(BeancountAccount(name), name);
    ASSERT_EQ(known->second, name) << "both become " << known->first;
    if (is_new) contents.ledger_accounts.push_back(name);
  }
  EXPECT_GT(ours_of.size(), 15'000u);
  EXPECT_THAT(Check(Bookkeeper::kBeancount, BeancountHeader(contents)), IsOk());
}

// What a stranger writes into a description stays a description.
TEST(BeancountJournalTest, TextCannotForgeEntries) {
  const char* const descriptions[] = {
      "",
      "x\n2026-01-01 open Assets:Mine",
      "\" \"\n  Assets:Mine  5 USD",
      "ends in \\",
      "\\\" ; | # ^link #tag {} @@",
      "\xC3\x84rger \xE2\x80\xA8 \xF0\x9F\x8E\xB5",
  };
  std::vector<PostedTransaction> transactions;
  for (const char* description : descriptions) {
    transactions.push_back(Posted(description, 1, 1));
  }
  transactions.back().transaction.document = "a\"\n  b: \"c";
  const std::string text = Journal(transactions);
  EXPECT_THAT(Check(Bookkeeper::kBeancount, text), IsOk());
  const auto balances = BalancesBy(Bookkeeper::kBeancount, text);
  ASSERT_THAT(balances, IsOk());
  const auto count = static_cast<int64_t>(transactions.size());
  EXPECT_EQ(
      *balances,
      (Balances{{{"Assets:Receivable:artlist:acme.buyout", "USD"}, count},
                {{"Liabilities:Undistributed:acme.buyout", "USD"}, -count}}));
}

// Without our option beancount would let the first one pass.
TEST(BeancountJournalTest, BeancountNoticesOneMicroAndAnUndeclaredAccount) {
  EXPECT_THAT(Check(Bookkeeper::kBeancount,
                    Journal({Posted("x", 1'000'001, 1'000'000)})),
              FailsWith(absl::StatusCode::kInternal, "does not balance"));
  std::string undeclared = BeancountHeader({"main", {}, {"USD"}});
  AppendBeancount(Posted("x", 1, 1), undeclared);
  EXPECT_THAT(Check(Bookkeeper::kBeancount, undeclared),
              FailsWith(absl::StatusCode::kInternal, "unknown account"));
}

}  // namespace
}  // namespace ritornello::royalties
