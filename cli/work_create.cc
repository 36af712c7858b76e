#include "cli/format.h"
#include "cli/verbs.h"
#include "cli/work_table.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/work_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::CreateWorkRequest;
using catalog::v1::Work;
using catalog::v1::WorkService;

namespace {

struct Options {
  std::string account;
  CreateWorkRequest request;
};

absl::Status Run(Options& options, Session& session) {
  CreateWorkRequest& request = options.request;
  RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_parent(),
                              AccountParent(options.account));
  request.set_request_id(NewRequestId());
  RITORNELLO_ASSIGN_OR_RETURN(
      const Work work, Call(session, &WorkService::Stub::CreateWork, request));
  Table table(WorkColumns());
  table.AddRow(WorkRow(work));
  Show(session, work, table);
  return absl::OkStatus();
}

}  // namespace

void AddWorkCreate(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "work", "create", "Add a composition, whoever records it",
      {"ritornello work create nocturne --account acme --title Nocturne",
       "ritornello work create nocturne --account acme --title Nocturne --iswc "
       "T-034.524.680-1"},
      [options](Session& session) { return Run(*options, session); });
  Work& work = *options->request.mutable_work();
  AddAccountFlag(verb, options->account);
  verb.AddOption("ID", *options->request.mutable_work_id(),
                 "1..63 of a-z, 0-9 and hyphens")
      .Required();
  verb.AddOption("--title", *work.mutable_title(), "The title as registered")
      .Required();
  verb.AddOption("--iswc", *work.mutable_iswc(),
                 "The code of the work, as in T-034.524.680-1");
}

}  // namespace ritornello::cli
