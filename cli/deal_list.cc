#include "cli/deal_table.h"
#include "cli/format.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/royalties/v1/deal_service.grpc.pb.h"

namespace ritornello::cli {

using royalties::v1::DealService;
using royalties::v1::ListDealsRequest;
using royalties::v1::ListDealsResponse;

void AddDealList(Program& program) {
  auto account = std::make_shared<std::string>();
  const Verb verb = program.AddVerb(
      "deal", "list", "List an account's deals",
      {"ritornello deal list --account acme"},
      [account](Session& session) -> absl::Status {
        ListDealsRequest request;
        RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_parent(),
                                    AccountParent(*account));
        return List(session, &DealService::Stub::ListDeals, request,
                    &ListDealsResponse::deals, DealColumns(), DealRow);
      });
  AddAccountFlag(verb, *account);
}

}  // namespace ritornello::cli
