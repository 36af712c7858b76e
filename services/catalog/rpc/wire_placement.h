// Outlets, placements and extents between the wire and the model.
#pragma once

#include <span>

#include "absl/status/statusor.h"
#include "ritornello/catalog/v1/outlet_service.pb.h"
#include "ritornello/catalog/v1/placement_service.pb.h"
#include "services/catalog/model/placement.h"

namespace ritornello::catalog {

v1::Extent ToWire(const Extent& extent);
v1::Outlet ToWire(const Outlet& outlet);
v1::Placement ToWire(const Placement& placement);
v1::Conflict ToWire(const Conflict& conflict);

// InvalidArgument naming the field for dates that are none, malformed names,
// and enumerators that are none; what else is wrong is the domain's to refuse.
// Keys are the caller's to set.
absl::StatusOr<Extent> FromWire(const v1::Extent& wire);
absl::StatusOr<Outlet> FromWire(const v1::Outlet& wire);
absl::StatusOr<Placement> FromWire(const v1::Placement& wire);

}  // namespace ritornello::catalog
