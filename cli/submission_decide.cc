#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cli/format.h"
#include "cli/submission_table.h"
#include "cli/usage.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/submission_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::Decision;
using catalog::v1::RecordDecisionsRequest;
using catalog::v1::Submission;
using catalog::v1::SubmissionService;

namespace {

struct Options {
  std::string account;
  std::string submission;
  std::vector<std::string> accepted;
  std::vector<std::string> rejected;
  std::string words;
};

// "TRACK=technical".
absl::StatusOr<Decision> ParseRejection(const std::string& text,
                                        const std::string& account) {
  const std::vector<std::string> sides = absl::StrSplit(text, '=');
  Decision decision;
  Decision::Category category = Decision::CATEGORY_UNSPECIFIED;
  if (sides.size() != 2 ||
      !Decision::Category_Parse(Shouted(sides[1]), &category)) {
    return WrongUsage("--reject",
                      absl::StrCat("must be like TRACK=technical, "
                                   "TRACK=saturation or TRACK=uniqueness, "
                                   "got \"",
                                   text, "\""));
  }
  RITORNELLO_ASSIGN_OR_RETURN(*decision.mutable_track(),
                              FullName(sides[0], "tracks", account));
  decision.set_outcome(Decision::REJECTED);
  decision.set_category(category);
  return decision;
}

absl::Status Run(const Options& options, Session& session) {
  RecordDecisionsRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(
      *request.mutable_name(),
      FullName(options.submission, "submissions", options.account));
  for (const std::string& track : options.accepted) {
    Decision& decision = *request.add_decisions();
    RITORNELLO_ASSIGN_OR_RETURN(*decision.mutable_track(),
                                FullName(track, "tracks", options.account));
    decision.set_outcome(Decision::ACCEPTED);
  }
  for (const std::string& track : options.rejected) {
    RITORNELLO_ASSIGN_OR_RETURN(*request.add_decisions(),
                                ParseRejection(track, options.account));
  }
  if (request.decisions().empty()) {
    return WrongUsage("--accept", "or --reject must be given");
  }
  for (Decision& decision : *request.mutable_decisions()) {
    decision.set_words(options.words);
  }
  request.set_request_id(NewRequestId());
  RITORNELLO_ASSIGN_OR_RETURN(
      const Submission decided,
      Call(session, &SubmissionService::Stub::RecordDecisions, request));
  ShowSubmission(session, decided);
  return absl::OkStatus();
}

}  // namespace

void AddSubmissionDecide(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "submission", "decide", "Record what the library answered",
      {"ritornello submission decide spring --account acme --accept "
       "nocturne-1f00aa3c",
       "ritornello submission decide spring --account acme --reject "
       "aria-2b00aa3c=saturation --words \"we have plenty of these\""},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("SUBMISSION", options->submission, "Name, or its last part")
      .Required();
  AddAccountFlag(verb, options->account);
  verb.AddOption("--accept", options->accepted,
                 "A track that was accepted; repeatable");
  verb.AddOption("--reject", options->rejected,
                 "TRACK=technical, TRACK=saturation or TRACK=uniqueness; "
                 "repeatable");
  verb.AddOption("--words", options->words,
                 "What the library wrote, kept with each of them");
}

}  // namespace ritornello::cli
