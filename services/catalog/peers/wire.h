// Between analysis' wire (analysis::v1::) and the catalogue's model.
#pragma once

#include "absl/status/statusor.h"
#include "ritornello/analysis/v1/delivery_spec.pb.h"
#include "ritornello/analysis/v1/report.pb.h"
#include "services/catalog/model/finding.h"
#include "services/catalog/model/report.h"
#include "services/catalog/peers/analyzer.h"

namespace ritornello::catalog {

// Internal naming the enum value that this catalogue does not know: analysis
// is newer.
absl::StatusOr<Report> FromWire(const analysis::v1::Report& wire);
absl::StatusOr<Finding> FromWire(const analysis::v1::Finding& wire);

// A name that the wire does not have becomes UNSPECIFIED, which analysis
// refuses.
analysis::v1::Report ToWire(const Report& report);
analysis::v1::DeliverySpec ToWire(const VersionSpec& version);

}  // namespace ritornello::catalog
