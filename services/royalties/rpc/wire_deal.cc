#include "services/royalties/rpc/wire_deal.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/status/check.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/royalties/model/names.h"
#include "services/royalties/rpc/wire_money.h"

namespace ritornello::royalties {
namespace {

absl::StatusOr<LicensingModel> FromWire(v1::LicensingModel wire) {
  switch (wire) {
    case v1::DIRECT_PAYOUT:
      return LicensingModel::kDirectPayout;
    case v1::ROYALTY_SPLIT:
      return LicensingModel::kRoyaltySplit;
    default:
      return InvalidField("deal.licensing_model",
                          "must be DIRECT_PAYOUT or ROYALTY_SPLIT");
  }
}

v1::LicensingModel ToWire(LicensingModel model) {
  switch (model) {
    case LicensingModel::kDirectPayout:
      return v1::DIRECT_PAYOUT;
    case LicensingModel::kRoyaltySplit:
      return v1::ROYALTY_SPLIT;
  }
  RITORNELLO_CHECK(false);
}

absl::StatusOr<std::vector<std::string>> TrackIdsFromWire(
    const v1::Deal& wire, absl::string_view account_id) {
  std::vector<std::string> track_ids;
  for (int i = 0; i < wire.tracks_size(); ++i) {
    const std::string field = absl::StrCat("deal.tracks[", i, "]");
    RITORNELLO_ASSIGN_OR_RETURN(TrackKey track,
                                ParseTrackName(field, wire.tracks(i)));
    if (track.account_id != account_id) {
      return InvalidField(
          field, absl::StrCat("must be a track of accounts/", account_id,
                              ", got ", wire.tracks(i)));
    }
    track_ids.push_back(std::move(track.track_id));
  }
  return track_ids;
}

}  // namespace

absl::StatusOr<Deal> FromWire(const v1::CreateDealRequest& request) {
  const v1::Deal& wire = request.deal();
  Deal deal;
  deal.key.deal_id = request.deal_id();
  RITORNELLO_ASSIGN_OR_RETURN(deal.key.account_id,
                              ParseAccountName("parent", request.parent()));
  RITORNELLO_ASSIGN_OR_RETURN(deal.library_id,
                              ParseLibraryName("deal.library", wire.library()));
  RITORNELLO_ASSIGN_OR_RETURN(deal.licensing_model,
                              FromWire(wire.licensing_model()));
  RITORNELLO_ASSIGN_OR_RETURN(deal.track_ids,
                              TrackIdsFromWire(wire, deal.key.account_id));
  deal.royalty_ppm = wire.royalty_ppm();
  deal.commission_ppm = wire.commission_ppm();
  if (wire.has_composition_ppm()) deal.composition_ppm = wire.composition_ppm();
  if (wire.has_fee()) {
    RITORNELLO_ASSIGN_OR_RETURN(deal.fee, FromWire("deal.fee", wire.fee()));
  }
  RITORNELLO_ASSIGN_OR_RETURN(deal.start_date,
                              FromWire("deal.start_date", wire.start_date()));
  if (wire.has_end_date()) {
    RITORNELLO_ASSIGN_OR_RETURN(deal.end_date,
                                FromWire("deal.end_date", wire.end_date()));
  }
  return deal;
}

v1::Deal ToWire(const Deal& deal) {
  v1::Deal wire;
  wire.set_name(NameOf(deal.key));
  wire.set_library(LibraryName(deal.library_id));
  wire.set_licensing_model(ToWire(deal.licensing_model));
  for (const std::string& track_id : deal.track_ids) {
    wire.add_tracks(NameOf(TrackKey{deal.key.account_id, track_id}));
  }
  wire.set_royalty_ppm(deal.royalty_ppm);
  wire.set_commission_ppm(deal.commission_ppm);
  wire.set_composition_ppm(deal.composition_ppm);
  if (deal.fee.has_value()) {
    *wire.mutable_fee() =
        MoneyToWire(deal.fee->currency().code(), deal.fee->micros());
  }
  *wire.mutable_start_date() = DateToWire(deal.start_date);
  if (deal.end_date.has_value()) {
    *wire.mutable_end_date() = DateToWire(*deal.end_date);
  }
  *wire.mutable_create_time() = TimeToWire(deal.create_time);
  if (deal.void_time.has_value()) {
    *wire.mutable_void_time() = TimeToWire(*deal.void_time);
  }
  wire.set_void_reason(deal.void_reason);
  return wire;
}

}  // namespace ritornello::royalties
