#include "cli/format.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/party_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::CreatePartyRequest;
using catalog::v1::Party;
using catalog::v1::PartyService;

namespace {

struct Options {
  std::string account;
  CreatePartyRequest request;
};

absl::Status Run(Options& options, Session& session) {
  CreatePartyRequest& request = options.request;
  RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_parent(),
                              AccountParent(options.account));
  request.set_request_id(NewRequestId());
  RITORNELLO_ASSIGN_OR_RETURN(
      const Party party,
      Call(session, &PartyService::Stub::CreateParty, request));
  Table table({{"PARTY"}, {"NAME"}, {"PRO"}, {"OWN"}});
  table.AddRow({party.name(), party.display_name(), party.pro(),
                party.is_own() ? "yes" : ""});
  Show(session, party, table);
  return absl::OkStatus();
}

}  // namespace

void AddPartyCreate(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "party", "create", "Add a writer, performer, publisher or label",
      {"ritornello party create ana --account acme --display-name \"Ana "
       "Souza\"",
       "ritornello party create ben --account acme --display-name \"Ben Ode\" "
       "--ipi-name-number 00000000199 --pro PRS",
       "ritornello party create acme-records --account acme --display-name "
       "\"Acme Records\" --own"},
      [options](Session& session) { return Run(*options, session); });
  Party& party = *options->request.mutable_party();
  AddAccountFlag(verb, options->account);
  verb.AddOption("ID", *options->request.mutable_party_id(),
                 "1..63 of a-z, 0-9 and hyphens")
      .Required();
  verb.AddOption("--display-name", *party.mutable_display_name(),
                 "The name as credited")
      .Required();
  verb.AddOption("--ipi-name-number", *party.mutable_ipi_name_number(),
                 "11 digits, from the performing-rights society");
  verb.AddOption("--isni", *party.mutable_isni(), "16 characters");
  verb.AddOption("--pro", *party.mutable_pro(),
                 "The performing-rights society, as in PRS or BMI");
  verb.AddFlag(
      "--own", [&party] { party.set_is_own(true); },
      "The account itself: its shares need no written agreement");
}

}  // namespace ritornello::cli
