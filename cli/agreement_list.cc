#include "cli/agreement_table.h"
#include "cli/format.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/agreement_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::AgreementService;
using catalog::v1::ListAgreementsRequest;
using catalog::v1::ListAgreementsResponse;

void AddAgreementList(Program& program) {
  auto account = std::make_shared<std::string>();
  const Verb verb = program.AddVerb(
      "agreement", "list", "List the written agreements of an account",
      {"ritornello agreement list --account acme"},
      [account](Session& session) -> absl::Status {
        ListAgreementsRequest request;
        RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_parent(),
                                    AccountParent(*account));
        return List(session, &AgreementService::Stub::ListAgreements, request,
                    &ListAgreementsResponse::agreements, AgreementColumns(),
                    AgreementRow);
      });
  AddAccountFlag(verb, *account);
}

}  // namespace ritornello::cli
