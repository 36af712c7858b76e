#include "cli/statement_table.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/royalties/v1/statement_service.grpc.pb.h"

namespace ritornello::cli {

using royalties::v1::Statement;
using royalties::v1::StatementService;
using royalties::v1::VoidStatementRequest;

namespace {

struct Options {
  std::string statement;
  std::string reason;
};

absl::Status Run(const Options& options, Session& session) {
  VoidStatementRequest request;
  request.set_name(StatementName(options.statement));
  request.set_reason(options.reason);
  RITORNELLO_ASSIGN_OR_RETURN(
      const Statement statement,
      Call(session, &StatementService::Stub::VoidStatement, request));
  Show(session, statement, StatementTable(statement));
  return absl::OkStatus();
}

}  // namespace

void AddStatementVoid(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "statement", "void", "Reverse everything a statement posted",
      {"ritornello statement void artlist-a-2026-10 --reason \"replaced by a "
       "corrected file\""},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("STATEMENT", options->statement, "Name, or its last part")
      .Required();
  verb.AddOption("--reason", options->reason, "For those who read the ledger")
      .Required();
}

}  // namespace ritornello::cli
