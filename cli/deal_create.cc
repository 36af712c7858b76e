#include "cli/deal_table.h"
#include "cli/format.h"
#include "cli/usage.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/royalties/v1/deal_service.grpc.pb.h"

namespace ritornello::cli {

using royalties::v1::CreateDealRequest;
using royalties::v1::Deal;
using royalties::v1::DealService;
using royalties::v1::LicensingModel;

namespace {

struct Options {
  std::string account;
  std::string id;
  std::string library;
  std::string model = "royalty-split";
  std::vector<std::string> tracks;
  std::string royalty = "0";
  std::string commission = "0";
  std::string composition = "50%";
  std::string fee;
  std::string currency;
  std::string start;
  std::string end;
};

absl::StatusOr<Deal> DealOf(const Options& options) {
  Deal deal;
  deal.set_library(LibraryName(options.library));
  LicensingModel model = royalties::v1::LICENSING_MODEL_UNSPECIFIED;
  if (!royalties::v1::LicensingModel_Parse(Shouted(options.model), &model)) {
    return WrongUsage("--model", "must be royalty-split or direct-payout");
  }
  deal.set_licensing_model(model);
  for (const std::string& track : options.tracks) {
    RITORNELLO_ASSIGN_OR_RETURN(*deal.add_tracks(),
                                FullName(track, "tracks", options.account));
  }
  RITORNELLO_ASSIGN_OR_RETURN(const int32_t royalty,
                              ParsePpm("--royalty", options.royalty));
  RITORNELLO_ASSIGN_OR_RETURN(const int32_t commission,
                              ParsePpm("--commission", options.commission));
  RITORNELLO_ASSIGN_OR_RETURN(const int32_t composition,
                              ParsePpm("--composition", options.composition));
  deal.set_royalty_ppm(royalty);
  deal.set_commission_ppm(commission);
  deal.set_composition_ppm(composition);
  if (!options.fee.empty()) {
    RITORNELLO_ASSIGN_OR_RETURN(
        *deal.mutable_fee(),
        ParseAmount("--fee", options.fee, options.currency));
  }
  RITORNELLO_ASSIGN_OR_RETURN(*deal.mutable_start_date(),
                              ParseDate("--start", options.start));
  if (!options.end.empty()) {
    RITORNELLO_ASSIGN_OR_RETURN(*deal.mutable_end_date(),
                                ParseDate("--end", options.end));
  }
  return deal;
}

absl::Status Run(const Options& options, Session& session) {
  CreateDealRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_parent(),
                              AccountParent(options.account));
  request.set_deal_id(options.id);
  RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_deal(), DealOf(options));
  request.set_request_id(NewRequestId());
  RITORNELLO_ASSIGN_OR_RETURN(
      const Deal deal, Call(session, &DealService::Stub::CreateDeal, request));
  ShowDeal(session, deal);
  return absl::OkStatus();
}

}  // namespace

void AddDealCreate(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "deal", "create", "Record the terms under which tracks earn money",
      {"ritornello deal create artlist-2026 --account acme --library artlist "
       "--royalty 50% --commission 10% --start 2026-01-01",
       "ritornello deal create nocturne-buyout --account acme --library "
       "epidemic-sound --model direct-payout --track nocturne-1f00aa3c --fee "
       "\"2000 USD\" --commission 10% --start 2026-10-05"},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("ID", options->id, "1..63 of a-z, 0-9 and hyphens").Required();
  AddAccountFlag(verb, options->account);
  verb.AddOption("--library", options->library, "Who pays").Required();
  verb.AddOption("--model", options->model, "How the library pays")
      .OneOf("royalty-split|direct-payout")
      .ShowDefault();
  verb.AddOption("--track", options->tracks,
                 "Which tracks; all of the account when not given");
  verb.AddOption("--royalty", options->royalty,
                 "The part of the gross that the library owes");
  verb.AddOption("--commission", options->commission,
                 "The part of what it pays that the distributor keeps")
      .ShowDefault();
  verb.AddOption("--composition", options->composition,
                 "The part of the rest that belongs to the composition")
      .ShowDefault();
  verb.AddOption("--fee", options->fee, "direct-payout: \"2000 USD\"");
  verb.AddOption("--currency", options->currency,
                 "The fee's currency when --fee names none");
  verb.AddOption("--start", options->start, "The first day, 2026-01-01")
      .Required();
  verb.AddOption("--end", options->end, "The last day; none when not given");
}

}  // namespace ritornello::cli
