// Translates deals.
#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ritornello/royalties/v1/deal_service.pb.h"
#include "services/royalties/model/deal.h"

namespace ritornello::royalties {

// The deal that `request` asks for; create_time is not set. InvalidArgument
// naming the field for what cannot be translated; Validate() judges the rest.
absl::StatusOr<Deal> FromWire(const v1::CreateDealRequest& request);

v1::Deal ToWire(const Deal& deal);

}  // namespace ritornello::royalties
