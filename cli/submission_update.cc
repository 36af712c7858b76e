#include "cli/format.h"
#include "cli/submission_draft.h"
#include "cli/submission_table.h"
#include "cli/usage.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/submission_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::Submission;
using catalog::v1::SubmissionService;
using catalog::v1::UpdateSubmissionRequest;

namespace {

struct Options {
  std::string submission;
  SubmissionFlags flags;
};

absl::Status Run(const Options& options, Session& session) {
  const SubmissionFlags& flags = options.flags;
  UpdateSubmissionRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_submission(),
                              SubmissionOf(flags));
  RITORNELLO_ASSIGN_OR_RETURN(
      *request.mutable_submission()->mutable_name(),
      FullName(options.submission, "submissions", flags.account));
  const struct {
    bool is_given;
    const char* field;
  } fields[] = {
      {!flags.tracks.empty(), "tracks"},
      {!flags.note.empty(), "note"},
      {!flags.reapplies_to.empty(), "reapplies_to"},
      {request.submission().extent().ByteSizeLong() > 0, "extent"},
  };
  for (const auto& field : fields) {
    if (field.is_given) request.mutable_update_mask()->add_paths(field.field);
  }
  if (request.update_mask().paths().empty()) {
    return WrongUsage("nothing to change",
                      "give tracks, --note or another flag of `ritornello "
                      "submission update --help`");
  }
  request.set_request_id(NewRequestId());
  RITORNELLO_ASSIGN_OR_RETURN(
      const Submission updated,
      Call(session, &SubmissionService::Stub::UpdateSubmission, request));
  ShowSubmission(session, updated);
  return absl::OkStatus();
}

}  // namespace

void AddSubmissionUpdate(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "submission", "update", "Change a draft",
      {"ritornello submission update spring --account acme nocturne-1f00aa3c "
       "aria-2b00aa3c air-3c00aa3c",
       "ritornello submission update spring --account acme --note \"for your "
       "winter brief\""},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("SUBMISSION", options->submission, "Name, or its last part")
      .Required();
  verb.AddOption("TRACK", options->flags.tracks,
                 "All of its tracks, the best first");
  AddSubmissionFlags(verb, options->flags);
}

}  // namespace ritornello::cli
