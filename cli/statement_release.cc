#include "cli/statement_table.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/royalties/v1/statement_service.grpc.pb.h"

namespace ritornello::cli {

using royalties::v1::ReleaseStatementRequest;
using royalties::v1::Statement;
using royalties::v1::StatementService;

void AddStatementRelease(Program& program) {
  auto name = std::make_shared<std::string>();
  const Verb verb = program.AddVerb(
      "statement", "release", "Let a held statement go on",
      {"ritornello statement release artlist-a-2026-10-2"},
      [name](Session& session) -> absl::Status {
        ReleaseStatementRequest request;
        request.set_name(StatementName(*name));
        RITORNELLO_ASSIGN_OR_RETURN(
            const Statement statement,
            Call(session, &StatementService::Stub::ReleaseStatement, request));
        Show(session, statement, StatementTable(statement));
        return absl::OkStatus();
      });
  verb.AddOption("STATEMENT", *name, "Name, or its last part").Required();
}

}  // namespace ritornello::cli
