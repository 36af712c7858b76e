#include "absl/strings/str_cat.h"
#include "cli/format.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/backlog_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::BacklogService;
using catalog::v1::RerunJobsRequest;
using catalog::v1::RerunJobsResponse;

namespace {

struct Options {
  std::string account;
  std::vector<std::string> jobs;
};

absl::Status Run(const Options& options, Session& session) {
  RerunJobsRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_parent(),
                              AccountParent(options.account));
  request.mutable_names()->Add(options.jobs.begin(), options.jobs.end());
  RITORNELLO_ASSIGN_OR_RETURN(
      const RerunJobsResponse response,
      Call(session, &BacklogService::Stub::RerunJobs, request));
  Table table({{"RERUN", Align::kRight}});
  table.AddRow({absl::StrCat(response.rerun_count())});
  Show(session, response, table);
  return absl::OkStatus();
}

}  // namespace

void AddJobRerun(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "job", "rerun", "Try failed work again",
      {"ritornello job rerun --account acme",
       "ritornello job rerun --account acme accounts/acme/jobs/..."},
      [options](Session& session) { return Run(*options, session); });
  AddAccountFlag(verb, options->account);
  verb.AddOption("JOB", options->jobs, "All that failed when not given");
}

}  // namespace ritornello::cli
