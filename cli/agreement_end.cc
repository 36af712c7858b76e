#include "cli/agreement_table.h"
#include "cli/format.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/agreement_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::Agreement;
using catalog::v1::AgreementService;
using catalog::v1::EndAgreementRequest;

namespace {

struct Options {
  std::string account;
  std::string agreement;
  std::string last_day;
};

absl::Status Run(const Options& options, Session& session) {
  EndAgreementRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(
      *request.mutable_name(),
      FullName(options.agreement, "agreements", options.account));
  RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_last_date(),
                              ParseDate("--on", options.last_day));
  request.set_request_id(NewRequestId());
  RITORNELLO_ASSIGN_OR_RETURN(
      const Agreement ended,
      Call(session, &AgreementService::Stub::EndAgreement, request));
  ShowAgreement(session, ended);
  return absl::OkStatus();
}

}  // namespace

void AddAgreementEnd(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "agreement", "end", "Set the last day on which an agreement holds",
      {"ritornello agreement end ben-2026 --account acme --on 2026-12-31"},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("AGREEMENT", options->agreement, "Name, or its last part")
      .Required();
  AddAccountFlag(verb, options->account);
  verb.AddOption("--on", options->last_day, "The last day, 2026-12-31")
      .Required();
}

}  // namespace ritornello::cli
