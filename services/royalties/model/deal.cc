#include "services/royalties/model/deal.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "libs/status/check.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/royalties/model/period.h"
#include "services/royalties/model/rate.h"

namespace ritornello::royalties {
namespace {

absl::Status ValidatePpm(absl::string_view field, int32_t ppm) {
  if (ppm >= 0 && ppm <= kWholePpm) return absl::OkStatus();
  return InvalidField(field,
                      absl::StrCat("must be 0..", kWholePpm, ", got ", ppm));
}

absl::Status ValidateTracks(const std::vector<std::string>& track_ids) {
  if (track_ids.size() > kDealTrackCountMax) {
    return InvalidField("deal.tracks",
                        absl::StrCat("must number at most ", kDealTrackCountMax,
                                     ", got ", track_ids.size()));
  }
  std::set<absl::string_view> seen;
  for (size_t i = 0; i < track_ids.size(); ++i) {
    const std::string field = absl::StrCat("deal.tracks[", i, "]");
    RITORNELLO_RETURN_IF_ERROR(ValidateId(field, track_ids[i]));
    if (!seen.insert(track_ids[i]).second) {
      return InvalidField(
          field, absl::StrCat("must not be named twice, got ", track_ids[i]));
    }
  }
  return absl::OkStatus();
}

absl::Status ValidateFee(const Deal& deal) {
  if (deal.licensing_model == LicensingModel::kRoyaltySplit) {
    if (!deal.fee.has_value()) return absl::OkStatus();
    return InvalidField("deal.fee", "must be absent in a ROYALTY_SPLIT deal");
  }
  if (deal.track_ids.size() != 1) {
    return InvalidField("deal.tracks",
                        absl::StrCat("must name exactly one track in a "
                                     "DIRECT_PAYOUT deal, got ",
                                     deal.track_ids.size()));
  }
  if (!deal.fee.has_value() || deal.fee->micros() <= 0) {
    return InvalidField("deal.fee",
                        "must be more than 0 in a DIRECT_PAYOUT deal");
  }
  return absl::OkStatus();
}

}  // namespace

absl::string_view LicensingModelName(LicensingModel model) {
  switch (model) {
    case LicensingModel::kDirectPayout:
      return "DIRECT_PAYOUT";
    case LicensingModel::kRoyaltySplit:
      return "ROYALTY_SPLIT";
  }
  RITORNELLO_CHECK(false);
}

absl::StatusOr<LicensingModel> ParseLicensingModel(absl::string_view name) {
  for (const LicensingModel model :
       {LicensingModel::kDirectPayout, LicensingModel::kRoyaltySplit}) {
    if (LicensingModelName(model) == name) return model;
  }
  return InvalidField(
      "licensing_model",
      absl::StrCat("must be DIRECT_PAYOUT or ROYALTY_SPLIT, got \"", name,
                   "\""));
}

absl::Status Validate(const Deal& deal) {
  RITORNELLO_RETURN_IF_ERROR(ValidateId("deal_id", deal.key.deal_id));
  RITORNELLO_RETURN_IF_ERROR(ValidateId("deal.library", deal.library_id));
  RITORNELLO_RETURN_IF_ERROR(ValidateTracks(deal.track_ids));
  RITORNELLO_RETURN_IF_ERROR(ValidatePpm("deal.royalty_ppm", deal.royalty_ppm));
  RITORNELLO_RETURN_IF_ERROR(
      ValidatePpm("deal.commission_ppm", deal.commission_ppm));
  RITORNELLO_RETURN_IF_ERROR(
      ValidatePpm("deal.composition_ppm", deal.composition_ppm));
  if (deal.end_date.has_value() && *deal.end_date < deal.start_date) {
    return InvalidField(
        "deal.end_date",
        absl::StrCat("must not be before ", DayText(deal.start_date), ", got ",
                     DayText(*deal.end_date)));
  }
  return ValidateFee(deal);
}

bool Covers(const Deal& deal, absl::string_view track_id, absl::CivilDay day) {
  if (day < deal.start_date) return false;
  if (deal.end_date.has_value() && day > *deal.end_date) return false;
  return deal.track_ids.empty() ||
         std::find(deal.track_ids.begin(), deal.track_ids.end(), track_id) !=
             deal.track_ids.end();
}

}  // namespace ritornello::royalties
