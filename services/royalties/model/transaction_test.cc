#include "services/royalties/model/transaction.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/sha256/sha256.h"
#include "libs/status/status_matchers.h"
#include "services/royalties/model/ledger_account.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
constexpr int64_t kMin = std::numeric_limits<int64_t>::min();

Transaction Of(std::vector<Leg> legs) {
  return {.effective_date = absl::CivilDay(2026, 10, 1),
          .period = absl::CivilMonth(2026, 10),
          .description = "fee",
          .document = "accounts/acme/deals/d",
          .legs = std::move(legs)};
}

const Leg kBank{"Assets:Bank", "USD", 100};
const Leg kOwed{"Liabilities:Payable:ana", "USD", -100};

TEST(TransactionTest, Validate) {
  struct {
    const char* about;
    std::vector<Leg> legs;
    absl::StatusCode code;
    const char* text;
  } const cases[] = {
      {"no leg", {}, absl::StatusCode::kInvalidArgument, "2..10000, got 0"},
      {"one leg", {kBank}, absl::StatusCode::kInvalidArgument, "got 1"},
      {"not zero",
       {kBank, {"Liabilities:Payable:ana", "USD", -99}},
       absl::StatusCode::kInvalidArgument,
       "zero in USD, they are debit heavy"},
      {"zero only across currencies",
       {kBank, {"Liabilities:Payable:ana", "EUR", -100}},
       absl::StatusCode::kInvalidArgument,
       "zero in EUR, they are credit heavy"},
      {"an amount of 0",
       {kBank, kOwed, {"Assets:Bank", "USD", 0}},
       absl::StatusCode::kInvalidArgument,
       "legs[2].amount_micros"},
      {"wraps around to zero",
       {{"Assets:A", "USD", kMax},
        {"Assets:B", "USD", kMax},
        {"Assets:C", "USD", 2}},
       absl::StatusCode::kInvalidArgument,
       "zero in USD"},
      {"cannot be negated",
       {{"Assets:A", "USD", kMin},
        {"Assets:B", "USD", kMax},
        {"Assets:C", "USD", 1}},
       absl::StatusCode::kOutOfRange,
       "legs[0]"},
      {"unknown root",
       {{"Wealth:Bank", "USD", 100}, kOwed},
       absl::StatusCode::kInvalidArgument,
       "legs[0].ledger_account"},
      {"lower-case currency",
       {kBank, {"Liabilities:Payable:ana", "usd", -100}},
       absl::StatusCode::kInvalidArgument,
       "legs[1].currency"},
  };
  for (const auto& c : cases) {
    EXPECT_THAT(Validate(Of(c.legs)), FailsWith(c.code, c.text)) << c.about;
  }
}

TEST(TransactionTest, ExtremesThatBalanceAreFine) {
  EXPECT_THAT(Validate(Of({kBank, kOwed})), IsOk());
  EXPECT_THAT(Validate(Of({{"Assets:A", "USD", kMax},
                           {"Assets:B", "USD", kMax},
                           {"Assets:C", "USD", -kMax},
                           {"Assets:D", "USD", -kMax}})),
              IsOk());
}

TEST(TransactionTest, LegCountAtTheLimit) {
  std::vector<Leg> legs;
  for (size_t i = 0; i < kLegCountMax; i += 2) {
    legs.push_back(kBank);
    legs.push_back(kOwed);
  }
  EXPECT_THAT(Validate(Of(legs)), IsOk());
  legs.push_back(kBank);
  EXPECT_THAT(Validate(Of(legs)),
              FailsWith(absl::StatusCode::kInvalidArgument, "got 10001"));
}

TEST(TransactionTest, TextsAtTheLimit) {
  Transaction transaction = Of({kBank, kOwed});
  transaction.description = std::string(kDescriptionSizeMax, 'd');
  transaction.document = std::string(kDocumentSizeMax, 'd');
  EXPECT_THAT(Validate(transaction), IsOk());
  transaction.description += "d";
  EXPECT_THAT(Validate(transaction),
              FailsWith(absl::StatusCode::kInvalidArgument, "description"));
  transaction.description = "two\nlines";
  EXPECT_THAT(Validate(transaction),
              FailsWith(absl::StatusCode::kInvalidArgument, "control"));
  transaction.description = "fee";
  transaction.document += "d";
  EXPECT_THAT(Validate(transaction),
              FailsWith(absl::StatusCode::kInvalidArgument, "document"));
}

TEST(TransactionTest, OneLine) {
  EXPECT_EQ(OneLine("  a \t b\r\n c\v"), "a b c");
  EXPECT_EQ(OneLine(" \n "), "");
}

// The digests were computed with Python's hashlib over the netstrings that the
// header describes.
TEST(TransactionTest, PayloadAndChainAreAsDocumented) {
  const std::string payload = PayloadSha256(Of({kBank, kOwed}), "");
  EXPECT_EQ(payload,
            "7d26961611bf3321f627fe8592745c6d"
            "feab6b79689558d8c5690f755eaa350f");
  EXPECT_EQ(
      ChainHash(kGenesisHash, 1, absl::FromUnixMicros(1'800'000'000'000'000),
                "key", payload),
      "0a22ad812b94706d7bf1f6bf26d90ed9"
      "e41d3734c2dea96b43e9a28cd20b6d3f");
}

TEST(TransactionTest, PayloadIgnoresTheOrderOfLegsAndNothingElse) {
  const Transaction base = Of({kBank, kOwed});
  EXPECT_EQ(PayloadSha256(base, ""), PayloadSha256(Of({kOwed, kBank}), ""));
  Transaction changed = base;
  changed.effective_date += 1;
  EXPECT_NE(PayloadSha256(base, ""), PayloadSha256(changed, ""));
  changed = base;
  changed.period += 1;
  EXPECT_NE(PayloadSha256(base, ""), PayloadSha256(changed, ""));
  changed = base;
  changed.reverses = 7;
  EXPECT_NE(PayloadSha256(base, ""), PayloadSha256(changed, ""));
  changed = base;
  changed.document += "e";
  EXPECT_NE(PayloadSha256(base, ""), PayloadSha256(changed, ""));
  // Bytes that move from one field into the next are another payload.
  changed = base;
  changed.description = "feeaccounts";
  changed.document = "/acme/deals/d";
  EXPECT_NE(PayloadSha256(base, ""), PayloadSha256(changed, ""));
  changed = base;
  EXPECT_NE(PayloadSha256(base, ""), PayloadSha256(base, "12"));
  changed.legs[0].amount_micros = 101;
  EXPECT_NE(PayloadSha256(base, ""), PayloadSha256(changed, ""));
}

TEST(TransactionTest, MirrorUndoes) {
  PostedTransaction posted;
  posted.sequence = 7;
  posted.transaction = Of({kBank, kOwed});
  const Transaction mirror =
      Mirror(posted, absl::CivilMonth(2026, 12), "void:\nwrong file");
  EXPECT_THAT(Validate(mirror), IsOk());
  EXPECT_EQ(mirror.reverses, 7);
  EXPECT_EQ(mirror.effective_date, absl::CivilDay(2026, 10, 1));
  EXPECT_EQ(mirror.period, absl::CivilMonth(2026, 12));
  EXPECT_EQ(mirror.description, "void: wrong file");
  ASSERT_EQ(mirror.legs.size(), 2u);
  EXPECT_EQ(mirror.legs[0].amount_micros, -100);
  EXPECT_EQ(mirror.legs[1].amount_micros, 100);
}

TEST(LedgerAccountTest, Grammar) {
  for (const char* name :
       {"Assets:Bank", "Liabilities:Accrued:acme:ana:Composition",
        "Equity:Trading:EUR", "Income:Commission", "Expenses:A.b_c-9",
        "Assets:Receivable:LibX:ST-77"}) {
    EXPECT_THAT(ValidateLedgerAccount("a", name), IsOk()) << name;
  }
  for (const char* name :
       {"", "Assets", "Assets:", ":Bank", "Assets::Bank", "assets:Bank",
        "Assets:Ba nk", "Assets:Bank;", "Assets:B\xC3\xA4nk", "Assets:a/b",
        "Revenue:Commission", "Assets:Bank:"}) {
    EXPECT_THAT(ValidateLedgerAccount("a", name),
                FailsWith(absl::StatusCode::kInvalidArgument, "a: must be"))
        << name;
  }
  const std::string longest =
      "Assets:" + std::string(kLedgerAccountSizeMax - 7, 'a');
  EXPECT_THAT(ValidateLedgerAccount("a", longest), IsOk());
  EXPECT_THAT(ValidateLedgerAccount("a", longest + "a"),
              FailsWith(absl::StatusCode::kInvalidArgument, "300"));
}

TEST(LedgerAccountTest, LongestNamesOfOurOwnFit) {
  const std::string id(kIdSizeMax, 'a');
  const std::string statement(kStatementIdSizeMax, 'a');
  EXPECT_THAT(ValidateLedgerAccount(
                  "a", ReceivableAccount(
                           id, DocumentSegment(StatementKey{id, statement}))),
              IsOk());
  EXPECT_THAT(
      ValidateLedgerAccount("a", AccruedAccount({id, id}, Right::kMaster)),
      IsOk());
}

}  // namespace
}  // namespace ritornello::royalties
