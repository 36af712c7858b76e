// The terms under which placements of an account earn money at a library.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/royalties/model/money.h"
#include "services/royalties/model/names.h"

namespace ritornello::royalties {

enum class LicensingModel {
  kDirectPayout,  // one fee, divided once; later licences earn nothing more
  kRoyaltySplit,  // each statement line earns
};

// "DIRECT_PAYOUT", "ROYALTY_SPLIT": as on the wire and in rows.
absl::string_view LicensingModelName(LicensingModel model);
absl::StatusOr<LicensingModel> ParseLicensingModel(absl::string_view name);

inline constexpr size_t kDealTrackCountMax = 1'000;
inline constexpr int32_t kDefaultCompositionPpm = 500'000;

struct Deal {
  DealKey key;
  std::string library_id;
  LicensingModel licensing_model = LicensingModel::kRoyaltySplit;
  // Of the account, in the order given; empty means every track it has.
  std::vector<std::string> track_ids;
  // Rates in parts per million. What the library owes of the gross, 0 when
  // unknown; what the distributor keeps of that; what of the rest belongs to
  // the composition, the remainder belongs to the master.
  int32_t royalty_ppm = 0;
  int32_t commission_ppm = 0;
  int32_t composition_ppm = kDefaultCompositionPpm;
  std::optional<Money> fee = std::nullopt;  // of a direct payout
  // First and last day on which usage earns; no end when absent.
  absl::CivilDay start_date;
  std::optional<absl::CivilDay> end_date = std::nullopt;
  absl::Time create_time;
  // Since when it never held, and why.
  std::optional<absl::Time> void_time = std::nullopt;
  std::string void_reason = "";
};

// Returns InvalidArgument naming the field, as "deal.fee", unless ids and
// rates are in range, tracks are distinct and at most kDealTrackCountMax, the
// end is not before the start, and a direct payout names one track and a fee
// above 0, which a royalty split does not have.
absl::Status Validate(const Deal& deal);

// Whether usage of the account's track on `day` falls under the deal.
bool Covers(const Deal& deal, absl::string_view track_id, absl::CivilDay day);

}  // namespace ritornello::royalties
