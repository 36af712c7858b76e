#include "cli/format.h"
#include "cli/verbs.h"
#include "cli/work_table.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/work_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::ListWorksRequest;
using catalog::v1::ListWorksResponse;
using catalog::v1::WorkService;

void AddWorkList(Program& program) {
  auto account = std::make_shared<std::string>();
  const Verb verb = program.AddVerb(
      "work", "list", "List an account's works",
      {"ritornello work list --account acme"},
      [account](Session& session) -> absl::Status {
        ListWorksRequest request;
        RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_parent(),
                                    AccountParent(*account));
        return List(session, &WorkService::Stub::ListWorks, request,
                    &ListWorksResponse::works, WorkColumns(), WorkRow);
      });
  AddAccountFlag(verb, *account);
}

}  // namespace ritornello::cli
