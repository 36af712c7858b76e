// How an amount that a library pays for a track is divided: first the
// distributor's commission, then the two rights, then each right's owners.
//
//   commission   amount * commission_ppm, rounded half to even to the micro
//   the rest     divided between composition and master by composition_ppm
//   each right   divided among its owners by their weights
//
// Both divisions are by largest remainder: the parts sum to the whole exactly,
// and a tie goes to the composition, among owners to the first by party and
// role. A negative amount divides into the mirror image of its opposite. Divide
// sums, never single lines.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "services/royalties/model/deal.h"
#include "services/royalties/model/earning.h"
#include "services/royalties/model/rights.h"
#include "services/royalties/model/transaction.h"

namespace ritornello::royalties {

// An amount, and what the payees will read about it.
struct Division {
  std::string currency;
  int64_t amount_micros = 0;
  std::string source;    // "artlist"
  std::string document;  // the statement or deal
  absl::CivilDay effective_date;
  absl::CivilMonth period;
};

struct Distribution {
  int64_t commission_micros = 0;
  // By right (composition first), party and role; shares of 0 are left out.
  std::vector<Earning> earnings;
};

// Returns FailedPrecondition with reason RIGHTS_MISSING, naming what the
// catalogue lacks, unless it answers that there is one such track and that
// each right that `deal` gives a part to has a split sheet. `track` is what was
// asked for.
absl::Status CheckRights(const Deal& deal, const RightsAnswer& rights,
                         absl::string_view track);

// Divides by the terms of `deal` among the owners in `rights`.
// OutOfRange if the amount cannot be negated. REQUIRES: CheckRights is OK.
absl::StatusOr<Distribution> Distribute(const Division& division,
                                        const Deal& deal,
                                        const RightsAnswer& rights);

// The legs of distributions: `ledger_account`, where the amounts are now, is
// debited, and commission and the payees' accrued accounts are credited, each
// ledger account once per currency, none with 0; by ledger account.
// OutOfRange if a sum does not fit.
absl::StatusOr<std::vector<Leg>> LegsOf(
    const std::string& ledger_account, const std::string& currency,
    const std::vector<Distribution>& distributions);

}  // namespace ritornello::royalties
