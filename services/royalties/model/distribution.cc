#include "services/royalties/model/distribution.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "libs/status/check.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/royalties/model/allocation.h"
#include "services/royalties/model/ledger_account.h"
#include "services/royalties/model/rate.h"

namespace ritornello::royalties {
namespace {

absl::Status RightsMissing(absl::string_view track, absl::string_view lacking) {
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat(track, ": ", lacking)),
      "RIGHTS_MISSING", {{"track", std::string(track)}});
}

// Appends what each owner of `right` gets of `amount_micros`.
absl::Status AppendEarnings(const Division& division,
                            const RightsAnswer& rights, Right right,
                            int64_t amount_micros,
                            std::vector<Earning>& earnings) {
  if (amount_micros == 0) return absl::OkStatus();
  const SplitSheet* sheet = SheetOf(rights, right);
  RITORNELLO_CHECK(sheet != nullptr);
  std::vector<OwnerShare> shares = sheet->shares;
  std::sort(shares.begin(), shares.end(),
            [](const OwnerShare& a, const OwnerShare& b) {
              return std::tie(a.party, a.role) < std::tie(b.party, b.role);
            });
  std::vector<uint32_t> weights;
  int64_t weight_total = 0;
  for (const OwnerShare& share : shares) {
    weights.push_back(share.weight);
    weight_total += share.weight;
  }
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<int64_t> amounts,
                              Allocate(amount_micros, weights));
  for (size_t i = 0; i < shares.size(); ++i) {
    if (amounts[i] == 0) continue;
    earnings.push_back({.payee = shares[i].party,
                        .currency = division.currency,
                        .amount_micros = amounts[i],
                        .right = right,
                        .role = shares[i].role,
                        .weight = shares[i].weight,
                        .weight_total = weight_total,
                        .track = NameOf(rights.track),
                        .track_title = rights.title,
                        .source = division.source,
                        .document = division.document,
                        .effective_date = division.effective_date,
                        .period = division.period});
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckRights(const Deal& deal, const RightsAnswer& rights,
                         absl::string_view track) {
  if (rights.state == RightsAnswer::State::kNotFound) {
    return RightsMissing(track, "the catalogue does not know the track");
  }
  if (rights.state == RightsAnswer::State::kAmbiguous) {
    return RightsMissing(track, "the catalogue knows several such tracks");
  }
  if (deal.composition_ppm > 0 &&
      SheetOf(rights, Right::kSyncComposition) == nullptr) {
    return RightsMissing(track, "no owner of the composition is recorded");
  }
  if (deal.composition_ppm < kWholePpm &&
      SheetOf(rights, Right::kMaster) == nullptr) {
    return RightsMissing(track, "no owner of the master is recorded");
  }
  return absl::OkStatus();
}

absl::StatusOr<Distribution> Distribute(const Division& division,
                                        const Deal& deal,
                                        const RightsAnswer& rights) {
  Distribution distribution;
  RITORNELLO_ASSIGN_OR_RETURN(
      distribution.commission_micros,
      ApplyPpm(division.amount_micros, deal.commission_ppm));
  const int64_t rest_micros =
      division.amount_micros - distribution.commission_micros;
  const auto composition_ppm = static_cast<uint32_t>(deal.composition_ppm);
  const std::vector<uint32_t> rights_ppm = {composition_ppm,
                                            kWholePpm - composition_ppm};
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<int64_t> parts,
                              Allocate(rest_micros, rights_ppm));
  RITORNELLO_RETURN_IF_ERROR(AppendEarnings(division, rights,
                                            Right::kSyncComposition, parts[0],
                                            distribution.earnings));
  RITORNELLO_RETURN_IF_ERROR(AppendEarnings(division, rights, Right::kMaster,
                                            parts[1], distribution.earnings));
  return distribution;
}

absl::StatusOr<std::vector<Leg>> LegsOf(
    const std::string& ledger_account, const std::string& currency,
    const std::vector<Distribution>& distributions) {
  std::map<std::string, absl::int128> debits;
  for (const Distribution& distribution : distributions) {
    absl::int128 whole = distribution.commission_micros;
    debits[std::string(kCommissionAccount)] -= distribution.commission_micros;
    for (const Earning& earning : distribution.earnings) {
      whole += earning.amount_micros;
      debits[AccruedAccount(earning.payee, earning.right)] -=
          earning.amount_micros;
    }
    debits[ledger_account] += whole;
  }
  std::vector<Leg> legs;
  for (const auto& [account, debit] : debits) {
    const auto amount_micros = static_cast<int64_t>(debit);
    if (amount_micros != debit) {
      return absl::OutOfRangeError(
          absl::StrCat("the sum for ", account, " does not fit"));
    }
    if (amount_micros != 0) legs.push_back({account, currency, amount_micros});
  }
  return legs;
}

}  // namespace ritornello::royalties
