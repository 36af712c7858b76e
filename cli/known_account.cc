#include "cli/known_account.h"

#include "ritornello/catalog/v1/account_service.grpc.pb.h"

namespace ritornello::cli {

absl::Status CheckAccount(const std::string& parent, Session& session) {
  catalog::v1::GetAccountRequest request;
  request.set_name(parent);
  const absl::Status status =
      Call(session, &catalog::v1::AccountService::Stub::GetAccount, request)
          .status();
  return absl::IsUnimplemented(status) ? absl::OkStatus() : status;
}

}  // namespace ritornello::cli
