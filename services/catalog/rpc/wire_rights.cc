#include "services/catalog/rpc/wire_rights.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/status/check.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/rpc/wire_time.h"

namespace ritornello::catalog {
namespace {

// Of a percentage for display.
constexpr int64_t kPartsOfPercent = 10'000;

// "33.3333" for 1 of 3: at most 4 places, half rounded up.
std::string PercentText(int64_t weight, int64_t total) {
  const int64_t whole = 100 * kPartsOfPercent;
  const int64_t parts = (2 * weight * whole + total) / (2 * total);
  std::string text = absl::StrFormat("%d.%04d", parts / kPartsOfPercent,
                                     parts % kPartsOfPercent);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

v1::Right ToWire(Right right) {
  v1::Right wire = v1::RIGHT_UNSPECIFIED;
  RITORNELLO_CHECK(v1::Right_Parse(std::string(RightName(right)), &wire));
  return wire;
}

v1::ShareRole ToWire(ShareRole role) {
  v1::ShareRole wire = v1::SHARE_ROLE_UNSPECIFIED;
  RITORNELLO_CHECK(
      v1::ShareRole_Parse(std::string(ShareRoleName(role)), &wire));
  return wire;
}

v1::RightsAnswer::State ToWire(RightsAnswer::State state) {
  switch (state) {
    case RightsAnswer::State::kFound:
      return v1::RightsAnswer::FOUND;
    case RightsAnswer::State::kNotFound:
      return v1::RightsAnswer::NOT_FOUND;
    case RightsAnswer::State::kAmbiguous:
      return v1::RightsAnswer::AMBIGUOUS;
  }
  RITORNELLO_CHECK(false);
  return v1::RightsAnswer::STATE_UNSPECIFIED;
}

// The party of a share, by name or by display name.
absl::Status SetParty(const v1::Share& wire, absl::string_view account_id,
                      PartyNames party_names, Share& share) {
  if (!wire.party_display_name().empty()) {
    if (party_names == PartyNames::kRefused) {
      return InvalidField("party_display_name",
                          "is understood in ingestion only: name the party");
    }
    if (!wire.party().empty()) {
      return InvalidField("party_display_name",
                          absl::StrCat("must not be set beside party, got ",
                                       wire.party(), ", too"));
    }
    share.party_name = wire.party_display_name();
    return absl::OkStatus();
  }
  if (wire.party().empty() && party_names == PartyNames::kTaken) {
    return InvalidField("party", "or party_display_name must be set");
  }
  RITORNELLO_ASSIGN_OR_RETURN(const PartyKey party,
                              ParsePartyName("party", wire.party()));
  if (party.account_id != account_id) {
    return InvalidField(
        "party", absl::StrCat("must be of accounts/", account_id, ", got ",
                              wire.party()));
  }
  share.party_id = party.party_id;
  return absl::OkStatus();
}

absl::StatusOr<Share> FromWire(const v1::Share& wire,
                               absl::string_view account_id,
                               PartyNames party_names) {
  Share share{.weight = wire.weight()};
  RITORNELLO_RETURN_IF_ERROR(SetParty(wire, account_id, party_names, share));
  const auto role = ParseShareRole(v1::ShareRole_Name(wire.role()));
  if (!role.ok()) {
    return InvalidField("role",
                        absl::StrCat("must be a role, got ", wire.role()));
  }
  share.role = *role;
  return share;
}

// Weights as they are, or from percentages when there are any.
absl::Status SetWeights(const v1::SplitSheet& wire, SplitSheet& sheet) {
  std::vector<std::string> percent;
  int weight_count = 0;
  for (const v1::Share& share : wire.shares()) {
    if (!share.percent().empty()) percent.push_back(share.percent());
    if (share.weight() != 0) ++weight_count;
  }
  if (percent.empty()) return absl::OkStatus();
  if (weight_count > 0 || percent.size() != sheet.shares.size()) {
    return InvalidField("shares", "must all have a weight or all a percent");
  }
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<uint32_t> weights,
                              WeightsFromPercent(percent));
  for (size_t i = 0; i < weights.size(); ++i) {
    sheet.shares[i].weight = weights[i];
  }
  return absl::OkStatus();
}

}  // namespace

v1::SplitSheet ToWire(const SheetSubject& subject, const SplitSheet& sheet) {
  v1::SplitSheet wire;
  wire.set_name(NameOf(SplitSheetKey{subject, sheet.right, sheet.number}));
  wire.set_right(ToWire(sheet.right));
  if (sheet.effective_date != kAlways) {
    *wire.mutable_effective_date() = DateToWire(sheet.effective_date);
  }
  int64_t total = 0;
  for (const Share& share : sheet.shares) total += share.weight;
  for (const Share& share : sheet.shares) {
    v1::Share& wire_share = *wire.add_shares();
    wire_share.set_party(NameOf(PartyKey{AccountOf(subject), share.party_id}));
    wire_share.set_role(ToWire(share.role));
    wire_share.set_weight(share.weight);
    wire_share.set_percent(PercentText(share.weight, total));
  }
  *wire.mutable_create_time() = TimeToWire(sheet.create_time);
  return wire;
}

absl::StatusOr<SplitSheet> FromWire(const v1::SplitSheet& wire,
                                    absl::string_view account_id,
                                    PartyNames party_names) {
  SplitSheet sheet;
  const auto right = ParseRight(v1::Right_Name(wire.right()));
  if (!right.ok()) {
    return InvalidField("right",
                        absl::StrCat("must be a right, got ", wire.right()));
  }
  sheet.right = *right;
  if (wire.has_effective_date()) {
    RITORNELLO_ASSIGN_OR_RETURN(
        sheet.effective_date,
        DateFromWire("effective_date", wire.effective_date()));
  }
  for (int i = 0; i < wire.shares_size(); ++i) {
    absl::StatusOr<Share> share =
        FromWire(wire.shares(i), account_id, party_names);
    if (!share.ok()) {
      return WithFieldPrefix(share.status(), absl::StrCat("shares[", i, "]"));
    }
    sheet.shares.push_back(*std::move(share));
  }
  RITORNELLO_RETURN_IF_ERROR(SetWeights(wire, sheet));
  return sheet;
}

v1::RightsAnswer ToWire(const RightsAnswer& answer) {
  v1::RightsAnswer wire;
  wire.set_state(ToWire(answer.state));
  if (answer.state != RightsAnswer::State::kFound) return wire;
  wire.set_track(NameOf(answer.track));
  wire.set_title(answer.title);
  wire.set_isrc(answer.isrc);
  for (const HoldingSheet& holding : answer.split_sheets) {
    v1::SplitSheet& sheet = *wire.add_split_sheets();
    sheet = ToWire(answer.track, *holding.sheet);
    sheet.set_name(SplitSheetName(answer.track, holding.id));
  }
  return wire;
}

absl::StatusOr<RightsQuery> FromWire(const v1::RightsQuery& wire) {
  if (wire.track().empty() == wire.isrc().empty()) {
    return InvalidField("track", "or isrc must be set, and not both");
  }
  RightsQuery query{.track = wire.track(), .isrc = wire.isrc()};
  RITORNELLO_ASSIGN_OR_RETURN(query.as_of_date,
                              DateFromWire("as_of_date", wire.as_of_date()));
  return query;
}

}  // namespace ritornello::catalog
