#include "cli/format.h"
#include "cli/usage.h"
#include "cli/verbs.h"
#include "cli/work_table.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/work_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::UpdateWorkRequest;
using catalog::v1::Work;
using catalog::v1::WorkService;

namespace {

struct Options {
  std::string account;
  std::string work;
  UpdateWorkRequest request;
};

absl::Status Run(Options& options, Session& session) {
  UpdateWorkRequest& request = options.request;
  if (request.update_mask().paths().empty()) {
    return WrongUsage("nothing to change", "give --title or --iswc");
  }
  RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_work()->mutable_name(),
                              FullName(options.work, "works", options.account));
  request.set_request_id(NewRequestId());
  RITORNELLO_ASSIGN_OR_RETURN(
      const Work work, Call(session, &WorkService::Stub::UpdateWork, request));
  Table table(WorkColumns());
  table.AddRow(WorkRow(work));
  Show(session, work, table);
  return absl::OkStatus();
}

}  // namespace

void AddWorkUpdate(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "work", "update", "Change what is known of a work",
      {"ritornello work update nocturne --account acme --iswc "
       "T-034.524.680-1"},
      [options](Session& session) { return Run(*options, session); });
  UpdateWorkRequest& request = options->request;
  verb.AddOption("WORK", options->work, "Name, or its last part").Required();
  AddAccountFlag(verb, options->account);
  verb.AddOption(
      "--title",
      [&request](const std::string& title) {
        request.mutable_work()->set_title(title);
        request.mutable_update_mask()->add_paths("title");
      },
      "The title as registered");
  verb.AddOption(
      "--iswc",
      [&request](const std::string& iswc) {
        request.mutable_work()->set_iswc(iswc);
        request.mutable_update_mask()->add_paths("iswc");
      },
      "The code of the work; empty to forget it");
}

}  // namespace ritornello::cli
