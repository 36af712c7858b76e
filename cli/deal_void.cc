#include "cli/deal_table.h"
#include "cli/format.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/royalties/v1/deal_service.grpc.pb.h"

namespace ritornello::cli {

using royalties::v1::Deal;
using royalties::v1::DealService;
using royalties::v1::VoidDealRequest;

namespace {

struct Options {
  std::string account;
  std::string deal;
  std::string reason;
};

absl::Status Run(const Options& options, Session& session) {
  VoidDealRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_name(),
                              FullName(options.deal, "deals", options.account));
  request.set_reason(options.reason);
  RITORNELLO_ASSIGN_OR_RETURN(
      const Deal deal, Call(session, &DealService::Stub::VoidDeal, request));
  ShowDeal(session, deal);
  return absl::OkStatus();
}

}  // namespace

void AddDealVoid(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "deal", "void", "Reverse what a deal paid, and free its days",
      {"ritornello deal void nocturne-buyout --account acme --reason \"the "
       "library withdrew\""},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("DEAL", options->deal, "Name, or its last part").Required();
  AddAccountFlag(verb, options->account);
  verb.AddOption("--reason", options->reason, "For those who read the ledger")
      .Required();
}

}  // namespace ritornello::cli
