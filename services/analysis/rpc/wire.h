// Between the wire (v1::) and the model. Rules live in the model's Validate.
#pragma once

#include "absl/status/statusor.h"
#include "ritornello/analysis/v1/delivery_spec.pb.h"
#include "ritornello/analysis/v1/report.pb.h"
#include "services/analysis/model/delivery_spec.h"
#include "services/analysis/model/finding.h"
#include "services/analysis/model/report.h"

namespace ritornello::analysis {

v1::Report ToWire(const Report& report);
v1::Finding ToWire(const Finding& finding);

// InvalidArgument naming every field that no report, or no spec, can have.
absl::StatusOr<Report> FromWire(const v1::Report& wire);
absl::StatusOr<DeliverySpec> FromWire(const v1::DeliverySpec& wire);

}  // namespace ritornello::analysis
