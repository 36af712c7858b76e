#include "services/catalog/rpc/account_service.h"

#include <string>
#include <vector>

#include "libs/rpc/page.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/account_service.pb.h"
#include "services/catalog/model/names.h"
#include "services/catalog/rpc/authorisation.h"
#include "services/catalog/rpc/request.h"
#include "services/catalog/rpc/wire_time.h"
#include "services/catalog/storage/account_store.h"

namespace ritornello::catalog {
namespace {

using server::Call;

constexpr int kPageSizeDefault = 50;
constexpr int kPageSizeMax = 500;

v1::Account ToWire(const Account& account) {
  v1::Account wire;
  wire.set_name(AccountName(account.id));
  wire.set_display_name(account.display_name);
  *wire.mutable_create_time() = TimeToWire(account.create_time);
  return wire;
}

absl::StatusOr<v1::Account> CreateAccount(
    Accounts& accounts, Call& call, const v1::CreateAccountRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(
      const Account made,
      accounts.Create({.id = request.account_id(),
                       .display_name = request.account().display_name()},
                      OnceOnly(call, request)));
  return ToWire(made);
}

absl::StatusOr<v1::Account> GetAccount(sql::Pool& pool,
                                       const v1::GetAccountRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::string account_id,
                              ParseAccountName("name", request.name()));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_ASSIGN_OR_RETURN(const Account account,
                              catalog::GetAccount(*connection, account_id));
  return ToWire(account);
}

// The first `count_max` accounts behind `after` that `access` is good for.
absl::StatusOr<std::vector<Account>> ListVisible(sql::Connection& connection,
                                                 const server::Access& access,
                                                 std::string after,
                                                 size_t count_max) {
  std::vector<Account> visible;
  while (true) {
    RITORNELLO_ASSIGN_OR_RETURN(
        std::vector<Account> accounts,
        catalog::ListAccounts(connection, after, kPageSizeMax));
    for (Account& account : accounts) {
      after = account.id;
      if (!access.Contains(account.id)) continue;
      visible.push_back(std::move(account));
      if (visible.size() == count_max) return visible;
    }
    if (accounts.size() < kPageSizeMax) return visible;
  }
}

absl::StatusOr<v1::ListAccountsResponse> ListAccounts(
    sql::Pool& pool, Call& call, const v1::ListAccountsRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(
      const rpc::Page page,
      rpc::Page::Of(request, kPageSizeDefault, kPageSizeMax));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_ASSIGN_OR_RETURN(std::vector<Account> accounts,
                              ListVisible(*connection, call.caller().accounts,
                                          page.cursor(), page.row_count()));
  v1::ListAccountsResponse response;
  response.set_next_page_token(
      page.Cut(accounts, [](const auto& last) { return last.id; }));
  for (const Account& account : accounts) {
    *response.add_accounts() = ToWire(account);
  }
  return response;
}

}  // namespace

std::unique_ptr<server::BoundService> MakeAccountService(sql::Pool& pool,
                                                         Accounts& accounts) {
  auto service = std::make_unique<server::BoundService>(
      "ritornello.catalog.v1.AccountService", Rules());
  service->Unary("CreateAccount",
                 [&accounts](Call& call, const v1::CreateAccountRequest& r) {
                   return CreateAccount(accounts, call, r);
                 });
  service->Unary("GetAccount", [&pool](Call&, const v1::GetAccountRequest& r) {
    return GetAccount(pool, r);
  });
  service->Unary("ListAccounts",
                 [&pool](Call& call, const v1::ListAccountsRequest& r) {
                   return ListAccounts(pool, call, r);
                 });
  return service;
}

}  // namespace ritornello::catalog
