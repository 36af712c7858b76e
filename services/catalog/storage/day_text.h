// Days as rows keep them: "2026-11-23", so that text sorts as days do.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace ritornello::catalog {

// REQUIRES: the year is 1..9999.
std::string DayText(absl::CivilDay day);

// Internal for text that DayText() never made.
absl::StatusOr<absl::CivilDay> DayFromText(absl::string_view text);

}  // namespace ritornello::catalog
