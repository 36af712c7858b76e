#include "services/royalties/model/earning.h"

#include <gtest/gtest.h>

#include <string>

#include "libs/status/status_matchers.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;

Earning Of(const std::string& party, int64_t micros, Right right,
           int64_t weight) {
  return {.payee = {"acme", party},
          .currency = "USD",
          .amount_micros = micros,
          .right = right,
          .role = "WRITER",
          .weight = weight,
          .weight_total = 3,
          .track = "accounts/acme/tracks/nocturne",
          .track_title = "Nocturne",
          .source = "artlist",
          .document = "books/main/statements/artlist-a-2026-10",
          .effective_date = absl::CivilDay(2026, 10, 5),
          .period = absl::CivilMonth(2026, 10)};
}

// The digest was computed with Python's hashlib over the netstrings that the
// header describes.
TEST(EarningsSha256Test, IsAsDocumented) {
  const Earning ana = Of("ana", 100, Right::kSyncComposition, 1);
  const Earning ben = Of("ben", 50, Right::kMaster, 2);
  EXPECT_EQ(EarningsSha256({}), "");
  for (const auto& [first, second] : {std::pair(ana, ben), {ben, ana}}) {
    const Earning earnings[] = {first, second};
    EXPECT_EQ(EarningsSha256(earnings),
              "84ac0008738236195b641c2ad72e38a0"
              "f64abf42acc20cd05ee7dbea7829fb11");
  }
}

TEST(EarningsSha256Test, EveryFieldCounts) {
  const Earning base = Of("ana", 100, Right::kSyncComposition, 1);
  void (*const changes[])(Earning&) = {
      [](Earning& e) { e.payee.account_id = "umbrella"; },
      [](Earning& e) { e.payee.party_id = "ben"; },
      [](Earning& e) { e.currency = "EUR"; },
      [](Earning& e) { e.amount_micros = -100; },
      [](Earning& e) { e.right = Right::kMaster; },
      [](Earning& e) { e.role = "OWNER"; },
      [](Earning& e) { e.weight = 2; },
      [](Earning& e) { e.weight_total = 4; },
      [](Earning& e) { e.track = ""; },
      [](Earning& e) { e.track_title = "Waltz"; },
      [](Earning& e) { e.source = "pond5"; },
      [](Earning& e) { e.document = ""; },
      [](Earning& e) { e.effective_date += 1; },
      [](Earning& e) { e.period += 1; },
  };
  for (const auto& change : changes) {
    Earning changed = base;
    change(changed);
    EXPECT_NE(EarningsSha256({&changed, 1}), EarningsSha256({&base, 1}));
  }
}

TEST(CheckEarningsTest, MustBeTheLegsOfTheirLedgerAccounts) {
  Transaction transaction;
  transaction.legs = {
      {"Assets:Bank", "USD", 150},
      {"Liabilities:Accrued:acme:ana:Composition", "USD", -150}};
  Earning earnings[] = {Of("ana", 100, Right::kSyncComposition, 1),
                        Of("ana", 50, Right::kSyncComposition, 2)};
  EXPECT_THAT(CheckEarnings(transaction, earnings), IsOk());
  earnings[1].amount_micros = 51;
  EXPECT_THAT(CheckEarnings(transaction, earnings),
              FailsWith(absl::StatusCode::kInvalidArgument, "earnings"));
  earnings[1] = Of("ana", 50, Right::kMaster, 2);
  EXPECT_THAT(CheckEarnings(transaction, earnings),
              FailsWith(absl::StatusCode::kInvalidArgument, "earnings"));
}

}  // namespace
}  // namespace ritornello::royalties
