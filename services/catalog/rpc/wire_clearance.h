// Agreements and samples between the wire and the model.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ritornello/catalog/v1/agreement_service.pb.h"
#include "ritornello/catalog/v1/sample_service.pb.h"
#include "services/catalog/model/clearance.h"

namespace ritornello::catalog {

v1::Agreement ToWire(const Agreement& agreement);
v1::Sample ToWire(const Sample& sample);

// What belongs to `account_id`; keys are the caller's to set. InvalidArgument
// naming the field for malformed names, names of other accounts, and dates that
// are none.
absl::StatusOr<Agreement> FromWire(const v1::Agreement& wire,
                                   absl::string_view account_id);
absl::StatusOr<Sample> FromWire(const v1::Sample& wire,
                                absl::string_view account_id);

// The id in `name`. InvalidArgument naming `field` unless it is an agreement of
// `account_id`.
absl::StatusOr<std::string> AgreementIdOf(absl::string_view field,
                                          const std::string& name,
                                          absl::string_view account_id);

}  // namespace ritornello::catalog
