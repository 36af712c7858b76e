#include "services/royalties/storage/payee_store.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/sql/testing/backends.h"
#include "libs/status/status_matchers.h"
#include "services/royalties/model/ledger_account.h"
#include "services/royalties/storage/ledger_store.h"
#include "services/royalties/storage/schema.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::IsOk;
using sql::testing::Backend;
using sql::testing::TestDatabase;

Earning EarningOf(const std::string& party, const std::string& currency,
                  int month, int64_t micros) {
  Earning earning;
  earning.payee = {"acme", party};
  earning.currency = currency;
  earning.amount_micros = micros;
  earning.right = micros % 2 == 0 ? Right::kMaster : Right::kSyncComposition;
  earning.role = "WRITER";
  earning.weight = 60;
  earning.weight_total = 100;
  earning.track = "accounts/acme/tracks/nocturne";
  earning.track_title = "Nocturne";
  earning.source = "artlist";
  earning.document = "books/main/statements/s";
  earning.effective_date = absl::CivilDay(2026, 1, 31);
  earning.period = absl::CivilMonth(2026, month);
  return earning;
}

class PayeeStoreTest : public ::testing::TestWithParam<Backend> {
 protected:
  PayeeStoreTest()
      : database_(GetParam(), MigrateRoyalties),
        connection_(database_.Open()) {}

  // Inserts a transaction of these earnings, and the balances given.
  void Insert(int64_t sequence, std::vector<Earning> earnings,
              const BalanceMap& balances = {}) {
    auto transaction = sql::Transaction::Begin(*connection_);
    ASSERT_THAT(transaction, IsOk());
    PostedTransaction posted;
    posted.book = "main";
    posted.sequence = sequence;
    posted.idempotency_key = absl::StrCat(sequence);
    ASSERT_THAT(InsertTransactions(*transaction, {&posted, 1}), IsOk());
    const EarningsOfTransaction posting{{"main", sequence},
                                        std::move(earnings)};
    ASSERT_THAT(InsertEarnings(*transaction, {&posting, 1}), IsOk());
    ASSERT_THAT(PutBalances(*transaction, "main", balances), IsOk());
    ASSERT_THAT(transaction->Commit(), IsOk());
  }

  TestDatabase database_;
  std::unique_ptr<sql::Connection> connection_;
};

INSTANTIATE_TEST_SUITE_P(Both, PayeeStoreTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(PayeeStoreTest, EarningsComeBackAsTheyWere) {
  const std::vector<Earning> first = {EarningOf("ana", "USD", 1, 5),
                                      EarningOf("ben", "EUR", 1, -4)};
  Insert(1, first);
  Insert(2, {EarningOf("ana", "USD", 2, 7), EarningOf("ana", "EUR", 2, 9)});
  const int64_t sequences[] = {1, 2, 3};
  const auto earnings = GetEarnings(*connection_, "main", sequences);
  ASSERT_THAT(earnings, IsOk());
  EXPECT_EQ(earnings->size(), 2u);
  EXPECT_EQ(earnings->at(1), first);

  const PartyKey ana{"acme", "ana"};
  const auto all =
      ListEarnings(*connection_, ana, std::nullopt, std::nullopt, 10);
  ASSERT_THAT(all, IsOk());
  ASSERT_EQ(all->size(), 3u);
  EXPECT_EQ((*all)[0].earning, first[0]);
  EXPECT_EQ((*all)[2].transaction, (TransactionKey{"main", 2}));
  EXPECT_EQ(ListEarnings(*connection_, ana, absl::CivilMonth(2026, 2),
                         std::nullopt, 10)
                ->size(),
            2u);
  EXPECT_EQ(
      ListEarnings(*connection_, ana, std::nullopt, std::nullopt, 2)->size(),
      2u);

  using Sums = std::map<std::string, int64_t>;
  EXPECT_EQ(*SumEarningsBefore(*connection_, ana, absl::CivilMonth(2026, 1)),
            Sums());
  EXPECT_EQ(*SumEarningsBefore(*connection_, ana, absl::CivilMonth(2026, 2)),
            (Sums{{"USD", 5}}));
  EXPECT_EQ(*SumEarningsBefore(*connection_, ana, absl::CivilMonth(2027, 1)),
            (Sums{{"EUR", 9}, {"USD", 12}}));
}

TEST_P(PayeeStoreTest, WhatPayeesAreOwed) {
  const PartyKey ana{"acme", "ana"};
  const PartyKey ana_b{"acme", "ana-b"};
  Insert(1,
         {EarningOf("ana", "USD", 1, 1), EarningOf("ana-b", "USD", 1, 1),
          EarningOf("ana1", "USD", 1, 1)},
         {{{AccruedAccount(ana, Right::kMaster), "USD"}, {-10, 1}},
          {{AccruedAccount(ana, Right::kSyncComposition), "USD"}, {-5, 1}},
          {{AccruedAccount(ana, Right::kMaster), "EUR"}, {7, 1}},
          {{AccruedAccount(ana_b, Right::kMaster), "USD"}, {-1'000, 1}},
          {{"Liabilities:Accrued:acme:ana1:Other", "USD"}, {-9, 1}}});
  const auto payees = ListPayees(*connection_, "acme", "", 10);
  ASSERT_THAT(payees, IsOk());
  ASSERT_EQ(payees->size(), 3u);
  EXPECT_EQ((*payees)[0].key, ana);
  EXPECT_EQ((*payees)[0].owed_micros,
            (std::map<std::string, int64_t>{{"EUR", -7}, {"USD", 15}}));
  EXPECT_EQ((*payees)[1].key, ana_b);
  EXPECT_EQ((*payees)[1].owed_micros,
            (std::map<std::string, int64_t>{{"USD", 1'000}}));
  EXPECT_TRUE((*payees)[2].owed_micros.empty());

  EXPECT_EQ(ListPayees(*connection_, "acme", "ana", 1)->at(0).key, ana_b);
  EXPECT_TRUE(ListPayees(*connection_, "umbrella", "", 10)->empty());
  EXPECT_TRUE(*HasPayee(*connection_, ana));
  EXPECT_FALSE(*HasPayee(*connection_, {"umbrella", "ana"}));
}

// A page of the largest size has more parameters than an IN list elsewhere.
TEST_P(PayeeStoreTest, FiveHundredPayees) {
  std::vector<Earning> earnings;
  for (int i = 0; i < 501; ++i) {
    earnings.push_back(EarningOf(absl::StrCat("p", i), "USD", 1, 1));
  }
  Insert(1, std::move(earnings));
  EXPECT_EQ(ListPayees(*connection_, "acme", "", 501)->size(), 501u);
}

}  // namespace
}  // namespace ritornello::royalties
