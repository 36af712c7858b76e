// A month of the books: "2026-10".
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace ritornello::royalties {

// Returns InvalidArgument naming `field` unless `text` is a month of the years
// 1000..9999 written like "2026-10". So written, months order by bytes.
absl::StatusOr<absl::CivilMonth> ParsePeriod(absl::string_view field,
                                             absl::string_view text);

std::string PeriodText(absl::CivilMonth month);

// Days as they stand in rows and files, "2026-10-05", of the years 1..9999. So
// written, days order by bytes.
absl::StatusOr<absl::CivilDay> ParseDay(absl::string_view field,
                                        absl::string_view text);
std::string DayText(absl::CivilDay day);

}  // namespace ritornello::royalties
