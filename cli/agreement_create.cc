#include "cli/agreement_table.h"
#include "cli/extent_flags.h"
#include "cli/format.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/agreement_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::Agreement;
using catalog::v1::AgreementService;
using catalog::v1::CreateAgreementRequest;

namespace {

struct Options {
  std::string account;
  std::string agreement;
  std::string party;
  std::vector<std::string> tracks;
  std::string document;
  std::string sha256;
  ExtentFlags extent;
};

absl::Status Run(const Options& options, Session& session) {
  CreateAgreementRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_parent(),
                              AccountParent(options.account));
  request.set_agreement_id(options.agreement);
  Agreement& agreement = *request.mutable_agreement();
  RITORNELLO_ASSIGN_OR_RETURN(
      *agreement.mutable_party(),
      FullName(options.party, "parties", options.account));
  for (const std::string& track : options.tracks) {
    RITORNELLO_ASSIGN_OR_RETURN(*agreement.add_tracks(),
                                FullName(track, "tracks", options.account));
  }
  RITORNELLO_ASSIGN_OR_RETURN(*agreement.mutable_extent(),
                              ExtentOf(options.extent));
  agreement.set_document(options.document);
  agreement.set_document_sha256(options.sha256);
  request.set_request_id(NewRequestId());
  RITORNELLO_ASSIGN_OR_RETURN(
      const Agreement made,
      Call(session, &AgreementService::Stub::CreateAgreement, request));
  ShowAgreement(session, made);
  return absl::OkStatus();
}

}  // namespace

void AddAgreementCreate(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "agreement", "create",
      "Record that an owner signed for placing what is theirs",
      {"ritornello agreement create ben-2026 --account acme --party ben "
       "--document \"binder 3, contract 14\"",
       "ritornello agreement create winstons --account acme --party winstons "
       "--track nocturne-1f00aa3c --document file:///contracts/winstons.pdf "
       "--until 2031-12-31"},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("ID", options->agreement, "1..63 of a-z, 0-9 and hyphens")
      .Required();
  AddAccountFlag(verb, options->account);
  verb.AddOption("--party", options->party, "Who signed").Required();
  verb.AddOption("--track", options->tracks,
                 "A track that it is about; repeatable; all when not given");
  verb.AddOption("--document", options->document,
                 "Where the signed paper is kept")
      .Required();
  verb.AddOption("--sha256", options->sha256, "Of the document");
  AddExtentFlags(verb, options->extent);
}

}  // namespace ritornello::cli
