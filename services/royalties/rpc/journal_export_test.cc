// The books in other programs: a random book, exported in each format, is the
// same book there, to the last digit.
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "libs/sql/transaction.h"
#include "libs/status/status_matchers.h"
#include "ritornello/royalties/v1/ledger_service.grpc.pb.h"
#include "services/royalties/domain/ledger.h"
#include "services/royalties/formats/testing/bookkeepers.h"
#include "services/royalties/model/money.h"
#include "services/royalties/rpc/testing/service_fixture.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::IsOk;
using testing::Balances;
using testing::BalancesBy;
using testing::Bookkeeper;
using testing::Check;
using Stub = v1::LedgerService::Stub;

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

// Accounts beneath one another, and in every letter they may have.
constexpr const char* kAccounts[] = {
    "Assets:Bank",
    "Assets:Bank:USD",
    "Assets:Receivable:artlist:acme.buyout-2",
    "Liabilities:Accrued:acme:ana:Composition",
    "Liabilities:Accrued:Acme:ana:Composition",
    "Liabilities:Suspense:Unmatched:artlist-a-2026-10",
    "Income:Commission",
    "Expenses:_.-:-x:X",
    "Equity:Trading:EUR"};
constexpr const char* kCurrencies[] = {"USD", "EUR", "JPY", "KWD", "USDEXP"};
constexpr const char* kDescriptions[] = {
    "", "Fee of \"artlist\", divided", "two\nlines\r\nof text",
    "=HYPERLINK(\"http://x\") ; | {1 USD} @@ \\",
    "* (1) \xC3\x84rger \xE2\x82\xAC \xF0\x9F\x8E\xB5"};

class JournalExportTest : public testing::ServiceFixture {
 protected:
  JournalExportTest() : stub_(channel()) {}

  Posting Random(int number) {
    Posting posting;
    posting.idempotency_key = absl::StrCat("key-", number);
    posting.transaction.effective_date =
        absl::CivilDay(2024, 2, 28) + static_cast<int>(random_() % 900);
    posting.transaction.period =
        absl::CivilMonth(posting.transaction.effective_date);
    posting.transaction.description =
        kDescriptions[random_() % std::size(kDescriptions)];
    posting.transaction.document = "accounts/acme/deals/artlist-2026";
    for (size_t c = 0; c < 1 + random_() % 2; ++c) {
      AddLegs(kCurrencies[2 * c + random_() % 2], posting.transaction.legs);
    }
    return posting;
  }

  // Posts some hundred transactions, one of them as large as there is, one as
  // small, and reverses every seventh.
  void FillBook() {
    std::vector<Posting> postings;
    for (int i = 0; i < 300; ++i) postings.push_back(Random(i));
    for (const int64_t micros : {kMax, int64_t{1}}) {
      Posting posting = Random(static_cast<int>(postings.size()));
      posting.transaction.legs = {{"Assets:Vast", "CLF", micros},
                                  {"Equity:Vast", "CLF", -micros}};
      if (micros == 1) posting.transaction.legs[0].ledger_account = "Assets:A";
      if (micros == 1) posting.transaction.legs[1].ledger_account = "Equity:A";
      postings.push_back(std::move(posting));
    }
    ASSERT_THAT(Post(*pool_, clock_, "main", postings), IsOk());
    std::vector<int64_t> sequences;
    for (int64_t i = 7; i <= 300; i += 7) sequences.push_back(i);
    const auto reverse = [&](sql::Transaction& transaction) {
      return Reverse(transaction, "main", clock_.Now(), sequences,
                     absl::CivilMonth(2026, 11), "Void: \"wrong\"")
          .status();
    };
    ASSERT_THAT(sql::RunTransaction(*pool_, reverse), IsOk());
  }

  std::string Export(v1::JournalFormat format) {
    const auto context = Context();
    v1::ExportJournalRequest request;
    request.set_name("books/main");
    request.set_format(format);
    const auto reader = stub_.ExportJournal(context.get(), request);
    std::string text;
    v1::ExportJournalResponse response;
    while (reader->Read(&response)) text += response.chunk();
    EXPECT_TRUE(reader->Finish().ok());
    return text;
  }

  std::vector<v1::Transaction> Transactions() {
    std::vector<v1::Transaction> all;
    v1::ListTransactionsRequest request;
    request.set_parent("books/main");
    request.set_page_size(500);
    const auto page = Ask(&Stub::ListTransactions, stub_, request);
    EXPECT_THAT(page, IsOk());
    EXPECT_EQ(page->next_page_token(), "");
    return {page->transactions().begin(), page->transactions().end()};
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
    return balances;
  }

  // `journal` with one digit of one amount changed.
  std::string WithOneDigitChanged(const std::string& journal) {
    std::vector<std::string> lines = absl::StrSplit(journal, '\n');
    while (true) {
      std::string& line = lines[random_() % lines.size()];
      const size_t end = line.rfind(' ');
      // "    ACCOUNT  AMOUNT CURRENCY", neither a tag nor a format.
      if (line[0] != ' ' || line.find(": ") != std::string::npos ||
          line.find("format") != std::string::npos) {
        continue;
      }
      const size_t begin = line.rfind(' ', end - 1) + 1;
      char& c = line[begin + random_() % (end - begin)];
      if (!absl::ascii_isdigit(c)) continue;
      c = c == '9' ? '0' : static_cast<char>(c + 1);
      return absl::StrJoin(lines, "\n");
    }
  }

  Stub stub_;
  std::mt19937_64 random_{20'261'005};

 private:
  void AddLegs(const std::string& currency, std::vector<Leg>& legs) {
    int64_t sum = 0;
    for (size_t i = 0; i < 1 + random_() % 3; ++i) {
      // From one micro-unit to some hundred millions, of both signs.
      const auto size =
          1 + static_cast<int64_t>(random_() >> (16 + random_() % 46));
      const int64_t micros = random_() % 2 == 0 ? size : -size;
      legs.push_back(
          {kAccounts[random_() % std::size(kAccounts)], currency, micros});
      sum += micros;
    }
    if (sum == 0) {
      legs.push_back({"Equity:Odd", currency, 1});
      sum = 1;
    }
    legs.push_back({kAccounts[0], currency, -sum});
  }
};

TEST_F(JournalExportTest, EachProgramSaysWhatWeSayAndNoticesOneDigit) {
  FillBook();
  const Balances ours = TrialBalance();
  EXPECT_EQ((ours.at({"Assets:Vast", "CLF"})), kMax);
  EXPECT_EQ((ours.at({"Equity:A", "CLF"})), -1);
  EXPECT_GE(ours.size(), 40u);
  const struct {
    v1::JournalFormat format;
    Bookkeeper program;
  } cases[] = {{v1::HLEDGER, Bookkeeper::kHledger},
               {v1::LEDGER, Bookkeeper::kLedger},
               {v1::BEANCOUNT, Bookkeeper::kBeancount}};
  for (const auto& c : cases) {
    SCOPED_TRACE(testing::NameOf(c.program));
    const std::string journal = Export(c.format);
    EXPECT_THAT(Check(c.program, journal), IsOk());
    const auto theirs = BalancesBy(c.program, journal);
    ASSERT_THAT(theirs, IsOk());
    EXPECT_EQ(*theirs, ours);
    for (int i = 0; i < 6; ++i) {
      EXPECT_FALSE(Check(c.program, WithOneDigitChanged(journal)).ok());
    }
  }
}

TEST_F(JournalExportTest, AnEmptyBookIsOneThereToo) {
  EXPECT_THAT(Check(Bookkeeper::kHledger, Export(v1::HLEDGER)), IsOk());
  EXPECT_THAT(Check(Bookkeeper::kLedger, Export(v1::LEDGER)), IsOk());
  EXPECT_THAT(Check(Bookkeeper::kBeancount, Export(v1::BEANCOUNT)), IsOk());
}

// Python's csv module reads leg for leg what ListTransactions says.
TEST_F(JournalExportTest, TheTableHasEveryLegAndNoFormula) {
  FillBook();
  const auto read = testing::ReadWithPython(Export(v1::CSV));
  ASSERT_THAT(read, IsOk());
  std::vector<std::string> rows =
      absl::StrSplit(*read, '\x1e', absl::SkipEmpty());
  std::vector<std::string> want = {
      "transaction\x1fleg\x1f"
      "effective_date\x1fperiod\x1frecord_time\x1f"
      "description\x1f"
      "document\x1freverses\x1fledger_account\x1f"
      "currency\x1f"
      "amount\x1f"
      "balance\x1f"};
  Balances balances;
  for (const v1::Transaction& transaction : Transactions()) {
    const google::type::Date& day = transaction.effective_date();
    std::string description = transaction.description();
    if (description[0] == '=') description.insert(0, "'");
    for (int i = 0; i < transaction.legs_size(); ++i) {
      const v1::Leg& leg = transaction.legs(i);
      const std::string& currency = leg.amount().currency_code();
      int64_t& balance = balances[{leg.ledger_account(), currency}];
      balance += leg.amount().micros();
      const std::string reverses = transaction.reverses();
      want.push_back(absl::StrCat(
          absl::StrJoin(
              {absl::StrCat(transaction.sequence()), absl::StrCat(i + 1),
               absl::StrFormat("%04d-%02d-%02d", day.year(), day.month(),
                               day.day()),
               transaction.period(),
               absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", clock_.Now(),
                                absl::UTCTimeZone()),
               description, transaction.document(),
               reverses.substr(reverses.rfind('/') + 1), leg.ledger_account(),
               currency, MicrosText(leg.amount().micros()),
               MicrosText(balance)},
              "\x1f"),
          "\x1f"));
    }
  }
  EXPECT_EQ(rows, want);
}

}  // namespace
}  // namespace ritornello::royalties
