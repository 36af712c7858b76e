#include "cli/verbs.h"
#include "ritornello/catalog/v1/account_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::Account;
using catalog::v1::AccountService;
using catalog::v1::CreateAccountRequest;

void AddAccountCreate(Program& program) {
  auto request = std::make_shared<CreateAccountRequest>();
  const Verb verb = program.AddVerb(
      "account", "create", "Open an account",
      {"ritornello account create acme --display-name \"Acme Recordings\""},
      [request](Session& session) -> absl::Status {
        request->set_request_id(NewRequestId());
        const absl::StatusOr<Account> account =
            Call(session, &AccountService::Stub::CreateAccount, *request);
        if (!account.ok()) return account.status();
        Table table({{"ACCOUNT"}, {"NAME"}});
        table.AddRow({account->name(), account->display_name()});
        Show(session, *account, table);
        return absl::OkStatus();
      });
  verb.AddOption(
          "ID",
          [request](const std::string& id) { request->set_account_id(id); },
          "1..63 of a-z, 0-9 and hyphens")
      .Required();
  verb.AddOption(
      "--display-name",
      [request](const std::string& name) {
        request->mutable_account()->set_display_name(name);
      },
      "The name for people; the id when not given");
}

}  // namespace ritornello::cli
