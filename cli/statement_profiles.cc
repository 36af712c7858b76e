#include "absl/strings/str_join.h"
#include "cli/statement_table.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/royalties/v1/statement_service.grpc.pb.h"

namespace ritornello::cli {

using royalties::v1::ListStatementProfilesRequest;
using royalties::v1::ListStatementProfilesResponse;
using royalties::v1::StatementProfile;
using royalties::v1::StatementService;

namespace {

absl::Status Run(Session& session) {
  ListStatementProfilesRequest request;
  request.set_parent(kBook);
  RITORNELLO_ASSIGN_OR_RETURN(
      const ListStatementProfilesResponse response,
      Call(session, &StatementService::Stub::ListStatementProfiles, request));
  Table table({{"PROFILE"}, {"SOURCE"}, {"CURRENCY"}, {"COLUMNS IT NEEDS"}});
  for (const StatementProfile& profile : response.profiles()) {
    if (session.style == Style::kJson) {
      session.out << ToJson(profile) << '\n';
      continue;
    }
    table.AddRow({profile.name(), profile.display_name(),
                  profile.currency_code(),
                  profile.required_columns().empty()
                      ? "none: it has no column names"
                      : absl::StrJoin(profile.required_columns(), ", ")});
  }
  if (session.style != Style::kJson) table.Print(session.style, session.out);
  return absl::OkStatus();
}

}  // namespace

void AddStatementProfiles(Program& program) {
  program.AddVerb("statement", "profiles",
                  "List how the files of sources may be written",
                  {"ritornello statement profiles"}, Run);
}

}  // namespace ritornello::cli
