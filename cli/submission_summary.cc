#include "absl/strings/str_cat.h"
#include "cli/format.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/submission_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::DecisionSummary;
using catalog::v1::SubmissionService;
using catalog::v1::SummarizeDecisionsRequest;
using catalog::v1::SummarizeDecisionsResponse;

namespace {

// Of the tracks that were decided; a dash when there is none.
std::string AcceptedShare(const DecisionSummary& summary) {
  const int64_t decided = summary.accepted_count() +
                          summary.technical_rejection_count() +
                          summary.saturation_rejection_count() +
                          summary.uniqueness_rejection_count();
  if (decided == 0) return "-";
  return absl::StrCat((100 * summary.accepted_count() + decided / 2) / decided,
                      "%");
}

absl::Status Run(const std::string& account, Session& session) {
  SummarizeDecisionsRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_parent(),
                              AccountParent(account));
  RITORNELLO_ASSIGN_OR_RETURN(
      const SummarizeDecisionsResponse response,
      Call(session, &SubmissionService::Stub::SummarizeDecisions, request));
  Table table({{"LIBRARY"},
               {"OPEN", Align::kRight},
               {"ACCEPTED", Align::kRight},
               {"TECHNICAL", Align::kRight},
               {"SATURATION", Align::kRight},
               {"UNIQUENESS", Align::kRight},
               {"RATE", Align::kRight}});
  for (const DecisionSummary& summary : response.summaries()) {
    table.AddRow({LastPart(summary.library()),
                  absl::StrCat(summary.undecided_count()),
                  absl::StrCat(summary.accepted_count()),
                  absl::StrCat(summary.technical_rejection_count()),
                  absl::StrCat(summary.saturation_rejection_count()),
                  absl::StrCat(summary.uniqueness_rejection_count()),
                  AcceptedShare(summary)});
  }
  Show(session, response, table);
  return absl::OkStatus();
}

}  // namespace

void AddSubmissionSummary(Program& program) {
  auto account = std::make_shared<std::string>();
  const Verb verb = program.AddVerb(
      "submission", "summary", "How often each library said what",
      {"ritornello submission summary --account acme"},
      [account](Session& session) { return Run(*account, session); });
  AddAccountFlag(verb, *account);
}

}  // namespace ritornello::cli
