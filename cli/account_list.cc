#include "cli/verbs.h"
#include "ritornello/catalog/v1/account_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::AccountService;
using catalog::v1::ListAccountsRequest;
using catalog::v1::ListAccountsResponse;

void AddAccountList(Program& program) {
  program.AddVerb(
      "account", "list", "List accounts", {"ritornello account list"},
      [](Session& session) -> absl::Status {
        return List(session, &AccountService::Stub::ListAccounts,
                    ListAccountsRequest(), &ListAccountsResponse::accounts,
                    {{"ACCOUNT"}, {"NAME"}},
                    [](const catalog::v1::Account& account) {
                      return std::vector<std::string>{account.name(),
                                                      account.display_name()};
                    });
      });
}

}  // namespace ritornello::cli
