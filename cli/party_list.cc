#include "cli/format.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/party_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::ListPartiesRequest;
using catalog::v1::ListPartiesResponse;
using catalog::v1::Party;
using catalog::v1::PartyService;

void AddPartyList(Program& program) {
  auto account = std::make_shared<std::string>();
  const Verb verb = program.AddVerb(
      "party", "list", "List an account's parties",
      {"ritornello party list --account acme"},
      [account](Session& session) -> absl::Status {
        ListPartiesRequest request;
        RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_parent(),
                                    AccountParent(*account));
        return List(session, &PartyService::Stub::ListParties, request,
                    &ListPartiesResponse::parties,
                    {{"PARTY"}, {"NAME"}, {"IPI"}, {"PRO"}, {"OWN"}},
                    [](const Party& party) {
                      return std::vector<std::string>{
                          party.name(), party.display_name(),
                          party.ipi_name_number(), party.pro(),
                          party.is_own() ? "yes" : ""};
                    });
      });
  AddAccountFlag(verb, *account);
}

}  // namespace ritornello::cli
