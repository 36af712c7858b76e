#include "services/catalog/storage/account_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/sql/transaction.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;

const Account kAcme{"acme", "Acme Récordings", absl::FromUnixMicros(1'234'567)};
const Account kGlobex{"globex", "Globex", absl::FromUnixMicros(0)};

class AccountStoreTest
    : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  absl::Status Insert(const Account& account) {
    return sql::RunTransaction(db_.pool(), [&](sql::Transaction& transaction) {
      return InsertAccount(transaction, account);
    });
  }

  testing::CatalogDatabase db_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Both, AccountStoreTest,
                         sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(AccountStoreTest, WhatIsInsertedIsRead) {
  ASSERT_THAT(Insert(kAcme), IsOk());
  EXPECT_EQ(GetAccount(db_.connection(), "acme").value(), kAcme);
  const auto missing = GetAccount(db_.connection(), "globex").status();
  EXPECT_THAT(missing,
              FailsWith(absl::StatusCode::kNotFound, "accounts/globex"));
  EXPECT_EQ(ReasonOf(missing).reason, "ACCOUNT_NOT_FOUND");
}

TEST_P(AccountStoreTest, AnIdIsTakenOnce) {
  ASSERT_THAT(Insert(kAcme), IsOk());
  const absl::Status again = Insert(kAcme);
  EXPECT_THAT(again,
              FailsWith(absl::StatusCode::kAlreadyExists, "accounts/acme"));
  EXPECT_EQ(ReasonOf(again).reason, "ACCOUNT_EXISTS");
}

TEST_P(AccountStoreTest, ListsAreById) {
  ASSERT_THAT(Insert(kGlobex), IsOk());
  ASSERT_THAT(Insert(kAcme), IsOk());
  EXPECT_THAT(ListAccounts(db_.connection(), "", 9).value(),
              ElementsAre(kAcme, kGlobex));
  EXPECT_THAT(ListAccounts(db_.connection(), "", 1).value(),
              ElementsAre(kAcme));
  EXPECT_THAT(ListAccounts(db_.connection(), "acme", 9).value(),
              ElementsAre(kGlobex));
}

}  // namespace
}  // namespace ritornello::catalog
