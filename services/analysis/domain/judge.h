// What a report is worth under somebody's rules.
#pragma once

#include <vector>

#include "services/analysis/model/delivery_spec.h"
#include "services/analysis/model/finding.h"
#include "services/analysis/model/report.h"

namespace ritornello::analysis {

// Closer to a limit than this, loudness and true peak are warned of: meters
// that agree with the standard differ by as much (EBU Tech 3341, +-0.1 LU).
inline constexpr double kWarnMarginDb = 0.1;

// One finding for every rule that applies, in the order of Rule: kIntegrity
// and kAudible always, every other where `spec` sets it. A bit depth applies
// to encodings that have one. Pure: the same input gives the same answer.
// REQUIRES: Validate(report) and Validate(spec) are OK.
std::vector<Finding> Judge(const Report& report, const DeliverySpec& spec);

}  // namespace ritornello::analysis
