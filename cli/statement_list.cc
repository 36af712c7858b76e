#include "cli/statement_table.h"
#include "cli/verbs.h"
#include "ritornello/royalties/v1/statement_service.grpc.pb.h"

namespace ritornello::cli {

using royalties::v1::ListStatementsRequest;
using royalties::v1::ListStatementsResponse;
using royalties::v1::StatementService;

void AddStatementList(Program& program) {
  program.AddVerb("statement", "list", "List statements, newest first",
                  {"ritornello statement list"}, [](Session& session) {
                    ListStatementsRequest request;
                    request.set_parent(kBook);
                    return List(session,
                                &StatementService::Stub::ListStatements,
                                request, &ListStatementsResponse::statements,
                                StatementColumns(), StatementRow);
                  });
}

}  // namespace ritornello::cli
