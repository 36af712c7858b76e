#include "services/catalog/rpc/account_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "ritornello/catalog/v1/account_service.grpc.pb.h"
#include "services/catalog/rpc/testing/served_catalog.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using Stub = v1::AccountService::Stub;

class AccountServiceTest : public ::testing::Test {
 protected:
  AccountServiceTest() {
    std::vector<std::unique_ptr<server::BoundService>> services;
    services.push_back(MakeAccountService(served_.db().pool(), accounts_));
    served_.Serve(std::move(services));
  }
  absl::StatusOr<v1::Account> Create(const std::string& id,
                                     const std::string& display_name,
                                     const std::string& request_id) {
    v1::CreateAccountRequest request;
    request.set_account_id(id);
    request.mutable_account()->set_display_name(display_name);
    request.set_request_id(request_id);
    return served_.Call(&Stub::CreateAccount, request);
  }
  // The names of the page, and its token.
  std::vector<std::string> List(const v1::ListAccountsRequest& request,
                                const std::string& accounts,
                                std::string* next_page_token) {
    const auto response = served_.Call(&Stub::ListAccounts, request, accounts);
    EXPECT_THAT(response, IsOk());
    std::vector<std::string> names;
    for (const v1::Account& account : response->accounts()) {
      names.push_back(account.name());
    }
    *next_page_token = response->next_page_token();
    return names;
  }

  testing::ServedCatalog served_;
  Accounts accounts_{served_.db().pool(), served_.clock()};
};

TEST_F(AccountServiceTest, CreateAndGet) {
  const auto made = Create("acme", "Acme Recordings", "");
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->name(), "accounts/acme");
  EXPECT_EQ(made->display_name(), "Acme Recordings");
  EXPECT_EQ(made->create_time().seconds(), 1'800'000'000);
  v1::GetAccountRequest get;
  get.set_name("accounts/acme");
  EXPECT_EQ(served_.Call(&Stub::GetAccount, get)->DebugString(),
            made->DebugString());
  get.set_name("accounts/globex");
  const auto missing = served_.Call(&Stub::GetAccount, get).status();
  EXPECT_EQ(ReasonOf(missing).reason, "ACCOUNT_NOT_FOUND") << missing;
}

TEST_F(AccountServiceTest, ARetryIsTheSameRequestOnlyWithTheSameContent) {
  const auto made = Create("acme", "Acme", "r-1");
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(Create("acme", "Acme", "r-1")->DebugString(), made->DebugString());
  EXPECT_THAT(Create("acme", "Other", "r-1"),
              FailsWith(absl::StatusCode::kInvalidArgument, "request_id"));
}

TEST_F(AccountServiceTest, ListsWhatTheCallerMaySee) {
  for (const char* id : {"cc", "aa", "bb", "dd"}) {
    ASSERT_THAT(Create(id, "", ""), IsOk());
  }
  std::string next;
  v1::ListAccountsRequest request;
  request.set_page_size(3);
  EXPECT_THAT(List(request, "*", &next),
              ElementsAre("accounts/aa", "accounts/bb", "accounts/cc"));
  request.set_page_token(next);
  EXPECT_THAT(List(request, "*", &next), ElementsAre("accounts/dd"));
  EXPECT_EQ(next, "");

  request.set_page_size(1);
  request.clear_page_token();
  EXPECT_THAT(List(request, "bb,dd,zz", &next), ElementsAre("accounts/bb"));
  request.set_page_token(next);
  EXPECT_THAT(List(request, "bb,dd,zz", &next), ElementsAre("accounts/dd"));
  EXPECT_EQ(next, "");
}

TEST_F(AccountServiceTest, SparseAccountsAreFoundBehindManyOthers) {
  for (int i = 0; i < 600; ++i) {
    served_.db().AddAccount(absl::StrCat("a", 1'000 + i));
  }
  std::string next;
  EXPECT_THAT(List({}, "a1599", &next), ElementsAre("accounts/a1599"));
  EXPECT_EQ(next, "");
}

}  // namespace
}  // namespace ritornello::catalog
