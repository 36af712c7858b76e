#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/format.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/royalties/v1/payee_service.grpc.pb.h"

namespace ritornello::cli {

using royalties::v1::ListPayeesRequest;
using royalties::v1::ListPayeesResponse;
using royalties::v1::Money;
using royalties::v1::Payee;
using royalties::v1::PayeeService;

namespace {

std::vector<std::string> ToRow(const Payee& payee) {
  return {payee.name(),
          absl::StrJoin(payee.balances(), ", ",
                        [](std::string* out, const Money& balance) {
                          absl::StrAppend(out, AmountText(balance), " ",
                                          balance.currency_code());
                        })};
}

}  // namespace

void AddPayeeList(Program& program) {
  auto account = std::make_shared<std::string>();
  const Verb verb = program.AddVerb(
      "payee", "list", "List who is owed money, and how much",
      {"ritornello payee list --account acme"},
      [account](Session& session) -> absl::Status {
        ListPayeesRequest request;
        RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_parent(),
                                    AccountParent(*account));
        return List(session, &PayeeService::Stub::ListPayees, request,
                    &ListPayeesResponse::payees,
                    {{"PAYEE"}, {"OWED", Align::kPoint}}, ToRow);
      });
  AddAccountFlag(verb, *account);
}

}  // namespace ritornello::cli
