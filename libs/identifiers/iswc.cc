#include "libs/identifiers/iswc.h"

#include "libs/identifiers/digits.h"
#include "libs/identifiers/position_check.h"
#include "libs/status/status_macros.h"

namespace ritornello {

absl::StatusOr<Iswc> Iswc::Parse(absl::string_view text) {
  std::string compact = WithoutSeparators(text);
  if (compact.empty() || compact[0] != 'T') {
    return absl::InvalidArgumentError(
        "not an ISWC: it must start with T, as in T-034.524.680-1, got \"" +
        std::string(text) + "\"");
  }
  const absl::string_view digits = absl::string_view(compact).substr(1);
  RITORNELLO_RETURN_IF_ERROR(CheckDigits("an ISWC", text, digits, 10, 0));
  const char check = PositionCheck(digits.substr(0, 9), 1);
  if (digits[9] != check) return WrongCheck("an ISWC", text, check, digits[9]);
  return Iswc(std::move(compact));
}

}  // namespace ritornello
