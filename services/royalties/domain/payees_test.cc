#include "services/royalties/domain/payees.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/sql/testing/backends.h"
#include "libs/status/status_matchers.h"
#include "libs/time/fake_clock.h"
#include "services/royalties/domain/ledger.h"
#include "services/royalties/domain/verify.h"
#include "services/royalties/model/distribution.h"
#include "services/royalties/storage/schema.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::FakeClock;
using ::ritornello::testing::IsOk;
using sql::testing::Backend;
using sql::testing::TestDatabase;

constexpr char kUndistributed[] = "Liabilities:Undistributed:s";

class PayeesTest : public ::testing::TestWithParam<Backend> {
 protected:
  PayeesTest()
      : database_(GetParam(), MigrateRoyalties),
        pool_(database_.OpenPool()),
        connection_(database_.Open()) {}

  void PostAll(const std::vector<Posting>& postings) {
    ASSERT_THAT(Post(*pool_, clock_, "main", postings), IsOk());
  }

  TestDatabase database_;
  std::unique_ptr<sql::Pool> pool_;
  std::unique_ptr<sql::Connection> connection_;
  FakeClock clock_;
};

INSTANTIATE_TEST_SUITE_P(Both, PayeesTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

// Divides a random amount among random owners out of eight.
Posting RandomPosting(std::mt19937_64& random, int number) {
  RightsAnswer rights;
  rights.state = RightsAnswer::State::kFound;
  rights.track = {"acme", "nocturne"};
  for (const Right right : {Right::kSyncComposition, Right::kMaster}) {
    SplitSheet sheet;
    sheet.right = right;
    for (uint64_t p = random() % 4; p < 8; p += 1 + random() % 4) {
      sheet.shares.push_back({{"acme", absl::StrCat("p", p)},
                              "OWNER",
                              static_cast<uint32_t>(1 + random() % 1'000)});
    }
    rights.split_sheets.push_back(std::move(sheet));
  }
  Deal deal;
  deal.commission_ppm = static_cast<int32_t>(random() % 500'000);
  Division division;
  division.currency = random() % 3 == 0 ? "EUR" : "USD";
  // Large, small and refunded.
  division.amount_micros =
      static_cast<int64_t>(random() >> (20 + random() % 30)) - 10'000;
  division.effective_date = absl::CivilDay(2026, 1, 31);
  division.period = absl::CivilMonth(2026, 1 + static_cast<int>(random() % 12));
  auto distribution = Distribute(division, deal, rights);
  EXPECT_THAT(distribution, IsOk());
  Posting posting;
  posting.idempotency_key = absl::StrCat(number);
  posting.transaction.effective_date = division.effective_date;
  posting.transaction.period = division.period;
  posting.transaction.legs =
      *LegsOf(kUndistributed, division.currency, {*distribution});
  posting.earnings = std::move(distribution->earnings);
  return posting;
}

// After a thousand random distributions and a hundred reversals: for every
// payee, each month closes where the next one opens, and the last closing is
// what the ledger accounts hold.
TEST_P(PayeesTest, StatementsContinueEachOtherAndEndAtTheBooks) {
  std::mt19937_64 random(20'261'005);
  std::vector<Posting> postings;
  for (int i = 0; i < 1'000; ++i) postings.push_back(RandomPosting(random, i));
  PostAll(postings);
  std::vector<int64_t> reversed;
  for (int64_t sequence = 3; sequence <= 1'000; sequence += 10) {
    reversed.push_back(sequence);
  }
  const auto reverse = [&](sql::Transaction& transaction) {
    return Reverse(transaction, "main", clock_.Now(), reversed,
                   absl::CivilMonth(2026, 12), "void")
        .status();
  };
  ASSERT_THAT(sql::RunTransaction(*pool_, reverse), IsOk());
  ASSERT_THAT(VerifyBook(*pool_, "main"), IsOk());

  for (int p = 0; p < 8; ++p) {
    const PartyKey key{"acme", absl::StrCat("p", p)};
    SCOPED_TRACE(key.party_id);
    const auto payee = GetPayee(*connection_, key);
    ASSERT_THAT(payee, IsOk());
    ASSERT_EQ(payee->owed_micros.size(), 2u);

    std::map<std::string, int64_t> closings;
    size_t line_count = 0;
    for (int month = 1; month <= 12; ++month) {
      const auto statement =
          GetPayeeStatement(*connection_, key, absl::CivilMonth(2026, month),
                            std::nullopt, 5'000);
      ASSERT_THAT(statement, IsOk());
      for (const PayeeStatementCurrency& sums : statement->currencies) {
        ASSERT_EQ(sums.opening_micros, closings[sums.currency]) << month;
        closings[sums.currency] = sums.closing_micros;
        line_count += sums.lines.size();
      }
    }
    EXPECT_EQ(closings, payee->owed_micros);

    const auto all =
        GetPayeeStatement(*connection_, key, std::nullopt, std::nullopt, 5'000);
    ASSERT_THAT(all, IsOk());
    size_t all_line_count = 0;
    for (const PayeeStatementCurrency& sums : all->currencies) {
      EXPECT_EQ(sums.closing_micros, payee->owed_micros.at(sums.currency));
      all_line_count += sums.lines.size();
    }
    EXPECT_EQ(all_line_count, line_count);
  }
}

// Whatever the size of the pages: each opens where the one before it closed,
// and together they are the whole.
TEST_P(PayeesTest, PagesContinueEachOther) {
  std::mt19937_64 random(7);
  std::vector<Posting> postings;
  for (int i = 0; i < 40; ++i) postings.push_back(RandomPosting(random, i));
  PostAll(postings);
  const PartyKey key{"acme", "p7"};
  for (const std::optional<absl::CivilMonth> period :
       {std::optional<absl::CivilMonth>(), {absl::CivilMonth(2026, 5)}}) {
    const auto whole =
        GetPayeeStatement(*connection_, key, period, std::nullopt, 1'000);
    ASSERT_THAT(whole, IsOk());
    ASSERT_EQ(whole->end, std::nullopt);
    size_t line_count = 0;
    for (const auto& sums : whole->currencies) line_count += sums.lines.size();
    ASSERT_GT(line_count, 2u);
    for (const size_t size :
         {size_t{1}, size_t{2}, size_t{7}, line_count - 1, line_count}) {
      SCOPED_TRACE(size);
      std::map<std::string, int64_t> closings;
      for (const auto& sums : whole->currencies) {
        closings[sums.currency] = sums.opening_micros;
      }
      std::map<std::string, std::vector<int64_t>> amounts;
      size_t page_count = 0;
      PayeeStatementPage page;
      do {
        const auto next =
            GetPayeeStatement(*connection_, key, period, page.end, size);
        ASSERT_THAT(next, IsOk());
        page = *next;
        ++page_count;
        for (const PayeeStatementCurrency& sums : page.currencies) {
          EXPECT_EQ(sums.opening_micros, closings[sums.currency]);
          closings[sums.currency] = sums.closing_micros;
          for (const PayeeStatementLine& line : sums.lines) {
            amounts[sums.currency].push_back(line.earning.amount_micros);
          }
        }
      } while (page.end.has_value());
      EXPECT_EQ(page_count, (line_count + size - 1) / size);
      for (const PayeeStatementCurrency& sums : whole->currencies) {
        EXPECT_EQ(closings[sums.currency], sums.closing_micros);
        std::vector<int64_t> want;
        for (const PayeeStatementLine& line : sums.lines) {
          want.push_back(line.earning.amount_micros);
        }
        EXPECT_EQ(amounts[sums.currency], want);
      }
    }
  }
}

}  // namespace
}  // namespace ritornello::royalties
