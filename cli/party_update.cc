#include "cli/format.h"
#include "cli/usage.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/party_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::Party;
using catalog::v1::PartyService;
using catalog::v1::UpdatePartyRequest;

namespace {

struct Options {
  std::string account;
  std::string party;
  UpdatePartyRequest request;
};

// A flag that is given is a field of the mask, even when it empties it.
void AddField(Verb verb, const char* flag, std::string& value,
              const char* field, const char* about,
              UpdatePartyRequest& request) {
  verb.AddOption(
      flag,
      [&value, field, &request](const std::string& given) {
        value = given;
        request.mutable_update_mask()->add_paths(field);
      },
      about);
}

absl::Status Run(Options& options, Session& session) {
  UpdatePartyRequest& request = options.request;
  if (request.update_mask().paths().empty()) {
    return WrongUsage("nothing to change",
                      "give --pro, --own or another flag of `ritornello party "
                      "update --help`");
  }
  RITORNELLO_ASSIGN_OR_RETURN(
      *request.mutable_party()->mutable_name(),
      FullName(options.party, "parties", options.account));
  request.set_request_id(NewRequestId());
  RITORNELLO_ASSIGN_OR_RETURN(
      const Party party,
      Call(session, &PartyService::Stub::UpdateParty, request));
  Table table({{"PARTY"}, {"NAME"}, {"IPI"}, {"PRO"}, {"OWN"}});
  table.AddRow({party.name(), party.display_name(), party.ipi_name_number(),
                party.pro(), party.is_own() ? "yes" : ""});
  Show(session, party, table);
  return absl::OkStatus();
}

}  // namespace

void AddPartyUpdate(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "party", "update", "Change what is known of a party",
      {"ritornello party update ana --account acme --pro PRS",
       "ritornello party update acme-records --account acme --own"},
      [options](Session& session) { return Run(*options, session); });
  UpdatePartyRequest& request = options->request;
  Party& party = *request.mutable_party();
  verb.AddOption("PARTY", options->party, "Name, or its last part").Required();
  AddAccountFlag(verb, options->account);
  AddField(verb, "--display-name", *party.mutable_display_name(),
           "display_name", "The name as credited", request);
  AddField(verb, "--ipi-name-number", *party.mutable_ipi_name_number(),
           "ipi_name_number", "11 digits; empty to forget them", request);
  AddField(verb, "--isni", *party.mutable_isni(), "isni",
           "16 characters; empty to forget them", request);
  AddField(verb, "--pro", *party.mutable_pro(), "pro",
           "The performing-rights society; empty for none", request);
  const auto own = [&party, &request](bool is_own) {
    party.set_is_own(is_own);
    request.mutable_update_mask()->add_paths("is_own");
  };
  const Flag yes = verb.AddFlag(
      "--own", [own] { own(true); },
      "The account itself: its shares need no written agreement");
  verb.AddFlag(
          "--not-own", [own] { own(false); }, "Somebody else")
      .Excludes(yes);
}

}  // namespace ritornello::cli
