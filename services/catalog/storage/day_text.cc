#include "services/catalog/storage/day_text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace ritornello::catalog {

std::string DayText(absl::CivilDay day) {
  return absl::StrFormat("%04d-%02d-%02d", day.year(), day.month(), day.day());
}

absl::StatusOr<absl::CivilDay> DayFromText(absl::string_view text) {
  absl::CivilDay day;
  if (absl::ParseCivilTime(text, &day)) return day;
  return absl::InternalError(absl::StrCat("no day: \"", text, "\""));
}

}  // namespace ritornello::catalog
