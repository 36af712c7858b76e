#include "absl/strings/str_cat.h"
#include "cli/format.h"
#include "cli/usage.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/backlog_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::BacklogService;
using catalog::v1::Job;
using catalog::v1::ListJobsRequest;
using catalog::v1::ListJobsResponse;

namespace {

struct Options {
  std::string account;
  std::string state;
};

std::vector<std::string> ToRow(const Job& job) {
  return {job.name(),
          Humane(Job::Kind_Name(job.kind())),
          Humane(Job::State_Name(job.state())),
          absl::StrCat(job.attempt_count()),
          job.subject(),
          job.error()};
}

absl::Status Run(const Options& options, Session& session) {
  ListJobsRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_parent(),
                              AccountParent(options.account));
  Job::State state = Job::STATE_UNSPECIFIED;
  if (!options.state.empty() &&
      !Job::State_Parse(Shouted(options.state), &state)) {
    return WrongUsage("--state", "must be pending, running or failed");
  }
  request.set_state(state);
  return List(session, &BacklogService::Stub::ListJobs, request,
              &ListJobsResponse::jobs,
              {{"JOB"},
               {"KIND"},
               {"STATE"},
               {"TRIES", Align::kRight},
               {"SUBJECT"},
               {"ERROR"}},
              ToRow);
}

}  // namespace

void AddJobList(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "job", "list", "List work that is open or has failed",
      {"ritornello job list --account acme --state failed"},
      [options](Session& session) { return Run(*options, session); });
  AddAccountFlag(verb, options->account);
  verb.AddOption("--state", options->state, "Only work in this state")
      .OneOf("pending|running|failed");
}

}  // namespace ritornello::cli
