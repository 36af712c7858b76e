#include "services/royalties/model/period.h"

#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/status/error.h"

namespace ritornello::royalties {
namespace {

// Whether `text` has the letters of `pattern`, where 0 stands for any digit.
bool IsLike(absl::string_view text, absl::string_view pattern) {
  if (text.size() != pattern.size()) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (pattern[i] == '0' ? !absl::ascii_isdigit(text[i])
                          : text[i] != pattern[i]) {
      return false;
    }
  }
  return true;
}

int32_t Number(absl::string_view digits) {
  int32_t number = 0;
  return absl::SimpleAtoi(digits, &number) ? number : 0;
}

absl::Status Unlike(absl::string_view field, absl::string_view form,
                    absl::string_view text) {
  return InvalidField(field, absl::StrCat("must be like ", form, ", got \"",
                                          text.substr(0, 40), "\""));
}

}  // namespace

absl::StatusOr<absl::CivilMonth> ParsePeriod(absl::string_view field,
                                             absl::string_view text) {
  if (!IsLike(text, "0000-00")) return Unlike(field, "2026-10", text);
  const int32_t month = Number(text.substr(5, 2));
  if (text[0] == '0' || month < 1 || month > 12)
    return Unlike(field, "2026-10", text);
  return absl::CivilMonth(Number(text.substr(0, 4)), month);
}

std::string PeriodText(absl::CivilMonth month) {
  return absl::StrFormat("%04d-%02d", month.year(), month.month());
}

absl::StatusOr<absl::CivilDay> ParseDay(absl::string_view field,
                                        absl::string_view text) {
  if (!IsLike(text, "0000-00-00")) return Unlike(field, "2026-10-05", text);
  const absl::CivilDay day(Number(text.substr(0, 4)), Number(text.substr(5, 2)),
                           Number(text.substr(8, 2)));
  // CivilDay carries the 30th of February over into March.
  if (day.year() < 1 || DayText(day) != text)
    return Unlike(field, "2026-10-05", text);
  return day;
}

std::string DayText(absl::CivilDay day) {
  return absl::StrFormat("%04d-%02d-%02d", day.year(), day.month(), day.day());
}

}  // namespace ritornello::royalties
