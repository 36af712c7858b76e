#include "cli/made_parties.h"

#include <algorithm>
#include <bitset>
#include <cstdint>
#include <map>
#include <utility>
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

// Which letters a text is made of. An edit takes one of them away and brings
// another at most.
uint64_t LettersOf(absl::string_view text) {
  uint64_t letters = 0;
  for (const char c : text) {
    letters |= uint64_t{1} << (static_cast<unsigned char>(c) % 64);
  }
  return letters;
}

// Everybody whom a name may have been meant to be. Of a hundred thousand most
// are told apart by their length and letters alone.
class NearParties {
 public:
  explicit NearParties(const Known& known) {
    for (const auto& [name, text] : known) {
      std::string lower = absl::AsciiStrToLower(name);
      const uint64_t letters = LettersOf(lower);
      others_.push_back({&name, &text, std::move(lower), letters});
    }
    std::stable_sort(others_.begin(), others_.end(),
                     [](const Other& a, const Other& b) {
                       return a.lower.size() < b.lower.size();
                     });
  }

  // Whom `name` is like, without regard to case; empty where that is nobody.
  std::string Find(const std::string& name) const {
    const std::string lower = absl::AsciiStrToLower(name);
    const uint64_t letters = LettersOf(lower);
    const size_t shortest =
        lower.size() - std::min(lower.size(), kNearDistanceMax);
    auto other = std::lower_bound(
        others_.begin(), others_.end(), shortest,
        [](const Other& a, size_t size) { return a.lower.size() < size; });
    std::map<std::string, const std::string*> texts;
    std::vector<std::string> words;
    for (; other != others_.end() &&
           other->lower.size() <= lower.size() + kNearDistanceMax;
         ++other) {
      const std::bitset<64> apart(letters ^ other->letters);
      if (apart.count() > 2 * kNearDistanceMax || *other->name == name)
        continue;
      words.push_back(other->lower);
      texts.emplace(other->lower, other->text);
    }
    const std::string near = NearWord(lower, words);
    return near.empty() ? "" : *texts[near];
  }

 private:
  struct Other {
    const std::string* name;
    const std::string* text;
    std::string lower;
    uint64_t letters;
  };
  std::vector<Other> others_;
};

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
  const NearParties others(known);
  const absl::string_view made_party =
      is_check ? "would make party " : "made party ";
  std::vector<std::string> unlike;
  for (const std::string& name : names) {
    const std::string near = others.Find(name);
    if (near.empty()) {
      unlike.push_back(name);
    } else {
      session.err << made_party << Printable(name) << ", near to "
                  << Printable(near) << '\n';
    }
  }
  const size_t named = std::min(unlike.size(), kMadePartiesNamedMax);
  for (size_t i = 0; i < named; ++i) {
    session.err << made_party << Printable(unlike[i]) << '\n';
  }
  if (unlike.size() > named) {
    session.err << "and " << unlike.size() - named
                << " parties more, near to nobody\n";
  }
  return absl::OkStatus();
}

}  // namespace ritornello::cli
