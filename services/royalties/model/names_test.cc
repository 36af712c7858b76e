#include "services/royalties/model/names.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;

const std::string kLongest(kIdSizeMax, 'a');

TEST(NamesTest, WhatIsWrittenIsRead) {
  EXPECT_EQ(*ParseBookName("name", BookName("main")), "main");
  EXPECT_EQ(*ParseAccountName("name", AccountName("acme")), "acme");
  EXPECT_EQ(*ParseLibraryName("name", LibraryName("artlist")), "artlist");
  const PartyKey ana{"acme", "ana"};
  EXPECT_EQ(*ParsePayeeName("name", PayeeName(ana)), ana);
  EXPECT_EQ(*ParsePartyName("name", PartyName(ana)), ana);
  const DealKey deal{"acme", "artlist-2026"};
  EXPECT_EQ(*ParseDealName("name", NameOf(deal)), deal);
  const TrackKey track{"acme", "nocturne-1f00aa3c"};
  EXPECT_EQ(*ParseTrackName("name", NameOf(track)), track);
  const StatementKey statement{"main", "7digital-a-2026-10"};
  EXPECT_EQ(*ParseStatementName("name", NameOf(statement)), statement);
}

TEST(NamesTest, NamesAreAsInTheContract) {
  EXPECT_EQ(PayeeName({"acme", "ana"}), "accounts/acme/payees/ana");
  EXPECT_EQ(PartyName({"acme", "ana"}), "accounts/acme/parties/ana");
  EXPECT_EQ(NameOf(DealKey{"acme", "a-1"}), "accounts/acme/deals/a-1");
  EXPECT_EQ(NameOf(TrackKey{"acme", "t-1"}), "accounts/acme/tracks/t-1");
  EXPECT_EQ(NameOf(TransactionKey{"main", 17}), "books/main/transactions/17");
  EXPECT_EQ(NameOf(StatementKey{"main", "s"}), "books/main/statements/s");
}

TEST(NamesTest, DealNamesThatAreNone) {
  for (const std::string& name :
       {std::string(), std::string("acme"), std::string("accounts/acme"),
        std::string("accounts/acme/deals/"), std::string("accounts//deals/d"),
        std::string("accounts/acme/deals/d/"),
        std::string("/accounts/acme/deals/d"),
        std::string("accounts/acme/tracks/d"),
        std::string("accounts/-/deals/d"), std::string("accounts/acme/deals/D"),
        std::string("accounts/acme/deals/1d"),
        std::string("accounts/acme/deals/d d"),
        std::string("accounts/acme/deals/..")}) {
    SCOPED_TRACE(name);
    const auto key = ParseDealName("deal.name", name);
    EXPECT_THAT(key, FailsWith(absl::StatusCode::kInvalidArgument,
                               "accounts/{account}/deals/{deal}"));
    EXPECT_EQ(FieldViolationsOf(key.status()).at(0).field, "deal.name");
  }
}

TEST(NamesTest, AnIdMayBeSoLong) {
  EXPECT_THAT(ValidateId("id", kLongest), IsOk());
  EXPECT_THAT(ValidateId("id", kLongest + "a"),
              FailsWith(absl::StatusCode::kInvalidArgument, "id"));
  const std::string statement(kStatementIdSizeMax, '1');
  EXPECT_THAT(ParseStatementName("name", NameOf(StatementKey{"b", statement})),
              IsOk());
  EXPECT_THAT(
      ParseStatementName("name", NameOf(StatementKey{"b", statement + "1"})),
      FailsWith(absl::StatusCode::kInvalidArgument, "name"));
}

TEST(NamesTest, LongRubbishIsNotRepeatedWhole) {
  const auto status = ParseDealName("name", std::string(100'000, 'x')).status();
  EXPECT_LT(status.message().size(), 500);
}

}  // namespace
}  // namespace ritornello::royalties
