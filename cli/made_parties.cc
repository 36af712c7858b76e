#include "cli/made_parties.h"

#include <map>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "cli/format.h"
#include "cli/usage.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/party_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::ListPartiesRequest;
using catalog::v1::ListPartiesResponse;
using catalog::v1::Party;
using catalog::v1::PartyService;

namespace {

// By display name: "ana (Ana Souza)" for those that were there before, the name
// alone for those that were not.
using Known = std::map<std::string, std::string>;

absl::StatusOr<Known> ListOthers(const MadeParties& made,
                                 const std::string& parent, Session& session) {
  ListPartiesRequest request;
  request.set_parent(parent);
  request.set_page_size(kPageSize);
  Known known;
  RITORNELLO_RETURN_IF_ERROR(ForEachPage(
      session, &PartyService::Stub::ListParties, request,
      [&](const ListPartiesResponse& page) {
        for (const Party& party : page.parties()) {
          if (made.names.count(party.name()) > 0) continue;
          known[party.display_name()] = absl::StrCat(
              LastPart(party.name()), " (", party.display_name(), ")");
        }
      }));
  return known;
}

// Whom `name` is like, without regard to case.
std::string NearParty(const std::string& name, const Known& known) {
  std::map<std::string, std::string> by_lower;
  std::vector<std::string> words;
  for (const auto& [other, text] : known) {
    if (other == name) continue;
    words.push_back(absl::AsciiStrToLower(other));
    by_lower[words.back()] = text;
  }
  const std::string near = NearWord(absl::AsciiStrToLower(name), words);
  return near.empty() ? "" : by_lower[near];
}

}  // namespace

absl::Status TellMadeParties(const MadeParties& made, bool is_check,
                             const std::string& parent, Session& session) {
  // Machines read created_parties of the acks.
  if (made.names.empty() || session.style == Style::kJson) {
    return absl::OkStatus();
  }
  RITORNELLO_ASSIGN_OR_RETURN(Known known, ListOthers(made, parent, session));
  std::vector<std::string> names;
  for (const std::string& name : made.display_names) {
    if (known.count(name) == 0) names.push_back(name);
  }
  // Two of them may be one as well.
  for (const std::string& name : names) known[name] = name;
  for (size_t i = 0; i < names.size(); ++i) {
    if (i == kMadePartiesNamedMax) {
      session.err << "and " << names.size() - i << " parties more\n";
      break;
    }
    const std::string near = NearParty(names[i], known);
    session.err << (is_check ? "would make party " : "made party ")
                << Printable(names[i])
                << (near.empty() ? "" : ", near to " + Printable(near)) << '\n';
  }
  return absl::OkStatus();
}

}  // namespace ritornello::cli
