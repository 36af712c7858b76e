#include "cli/deal_table.h"
#include "cli/format.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/royalties/v1/deal_service.grpc.pb.h"

namespace ritornello::cli {

using royalties::v1::Deal;
using royalties::v1::DealService;
using royalties::v1::EndDealRequest;

namespace {

struct Options {
  std::string account;
  std::string deal;
  std::string last_day;
};

absl::Status Run(const Options& options, Session& session) {
  EndDealRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_name(),
                              FullName(options.deal, "deals", options.account));
  RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_end_date(),
                              ParseDate("--on", options.last_day));
  RITORNELLO_ASSIGN_OR_RETURN(
      const Deal deal, Call(session, &DealService::Stub::EndDeal, request));
  ShowDeal(session, deal);
  return absl::OkStatus();
}

}  // namespace

void AddDealEnd(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "deal", "end", "Set the last day on which usage earns under a deal",
      {"ritornello deal end artlist-2026 --account acme --on 2026-12-31"},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("DEAL", options->deal, "Name, or its last part").Required();
  AddAccountFlag(verb, options->account);
  verb.AddOption("--on", options->last_day, "The last day, 2026-12-31")
      .Required();
}

}  // namespace ritornello::cli
