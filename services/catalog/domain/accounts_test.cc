#include "services/catalog/domain/accounts.h"

#include <gtest/gtest.h>

#include "libs/status/status_matchers.h"
#include "libs/time/fake_clock.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;

class AccountsTest : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  ritornello::testing::FakeClock clock_;
  testing::CatalogDatabase db_{GetParam()};
  Accounts accounts_{db_.pool(), clock_};
};

INSTANTIATE_TEST_SUITE_P(Both, AccountsTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(AccountsTest, Create) {
  const Account want{"acme", "Acme", clock_.Now()};
  EXPECT_EQ(accounts_.Create({"acme", " Acme "}, {}).value(), want);
  EXPECT_THAT(accounts_.Create({"acme", "Acme"}, {}),
              FailsWith(absl::StatusCode::kAlreadyExists, "accounts/acme"));
  EXPECT_THAT(accounts_.Create({"Acme", "Acme"}, {}),
              FailsWith(absl::StatusCode::kInvalidArgument, "account_id"));
}

TEST_P(AccountsTest, ARepeatedRequestIsAnsweredWithWhatItMade) {
  const request_log::Request request{"operator", "r-1", "CreateAccount", "00"};
  const Account made = accounts_.Create({"acme", "Acme"}, request).value();
  clock_.Advance(absl::Hours(1));
  EXPECT_EQ(accounts_.Create({"acme", "Acme"}, request).value(), made);
}

}  // namespace
}  // namespace ritornello::catalog
