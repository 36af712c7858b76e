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

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::FakeClock;
using ::ritornello::testing::IsOk;
using sql::testing::Backend;
using sql::testing::TestDatabase;

constexpr char kUndistributed[] = "Liabilities:Undistributed:s";

class PayeesTest : public ::testing::TestWithParam<Backend> {
 protected:
  PayeesTest()
      : database_(GetParam()),
        pool_(database_.OpenPool()),
        connection_(database_.Open()) {
    EXPECT_THAT(MigrateRoyalties(*connection_, clock_.Now()), IsOk());
  }

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
          GetPayeeStatement(*connection_, key, absl::CivilMonth(2026, month));
      ASSERT_THAT(statement, IsOk());
      for (const PayeeStatementCurrency& sums : *statement) {
        ASSERT_EQ(sums.opening_micros, closings[sums.currency]) << month;
        closings[sums.currency] = sums.closing_micros;
        line_count += sums.lines.size();
      }
    }
    EXPECT_EQ(closings, payee->owed_micros);

    const auto all = GetPayeeStatement(*connection_, key, std::nullopt);
    ASSERT_THAT(all, IsOk());
    size_t all_line_count = 0;
    for (const PayeeStatementCurrency& sums : *all) {
      EXPECT_EQ(sums.closing_micros, payee->owed_micros.at(sums.currency));
      all_line_count += sums.lines.size();
    }
    EXPECT_EQ(all_line_count, line_count);
  }
}

TEST_P(PayeesTest, AStatementAtItsLimit) {
  const auto posting = [](const std::string& key, size_t line_count) {
    const auto sum = static_cast<int64_t>(line_count);
    Posting long_one;
    long_one.idempotency_key = key;
    long_one.transaction.effective_date = absl::CivilDay(2026, 1, 31);
    long_one.transaction.period = absl::CivilMonth(2026, 1);
    long_one.transaction.legs = {
        {kUndistributed, "USD", sum},
        {"Liabilities:Accrued:acme:ana:Master", "USD", -sum}};
    Earning earning;
    earning.payee = {"acme", "ana"};
    earning.currency = "USD";
    earning.amount_micros = 1;
    earning.effective_date = absl::CivilDay(2026, 1, 31);
    earning.period = absl::CivilMonth(2026, 1);
    long_one.earnings.assign(line_count, earning);
    return long_one;
  };
  const PartyKey ana{"acme", "ana"};
  PostAll({posting("a", kPayeeStatementLineCountMax)});
  const auto fits = GetPayeeStatement(*connection_, ana, std::nullopt);
  ASSERT_THAT(fits, IsOk());
  EXPECT_EQ(fits->at(0).lines.size(), kPayeeStatementLineCountMax);
  PostAll({posting("b", 1)});
  EXPECT_THAT(GetPayeeStatement(*connection_, ana, std::nullopt),
              FailsWith(absl::StatusCode::kFailedPrecondition, "one month"));
}

}  // namespace
}  // namespace ritornello::royalties
