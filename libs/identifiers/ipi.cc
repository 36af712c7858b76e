#include "libs/identifiers/ipi.h"

#include "absl/strings/str_format.h"
#include "libs/identifiers/digits.h"
#include "libs/identifiers/position_check.h"
#include "libs/status/status_macros.h"

namespace ritornello {
namespace {

constexpr size_t kNameSize = 11;

}  // namespace

absl::StatusOr<IpiName> IpiName::Parse(absl::string_view text) {
  std::string compact = WithoutSeparators(text);
  if (!compact.empty() && compact.size() < kNameSize) {
    compact.insert(0, kNameSize - compact.size(), '0');
  }
  RITORNELLO_RETURN_IF_ERROR(
      CheckDigits("an IPI name number", text, compact, kNameSize, 0));
  int sum = 0;
  for (int i = 0; i < 9; ++i) {
    sum += (compact[static_cast<size_t>(i)] - '0') * (10 - i);
  }
  const int check = sum % 101 == 0 ? 0 : 101 - sum % 101;
  const std::string digits = absl::StrFormat("%02d", check);
  // 100 has no two digits: such numbers are never given out.
  for (const size_t i : {size_t{0}, size_t{1}}) {
    if (digits.size() != 2 || compact[9 + i] != digits[i]) {
      return WrongCheck("an IPI name number", text, digits[i], compact[9 + i]);
    }
  }
  return IpiName(std::move(compact));
}

absl::StatusOr<IpiBase> IpiBase::Parse(absl::string_view text) {
  std::string compact = WithoutSeparators(text);
  if (compact.empty() || compact[0] != 'I') {
    return absl::InvalidArgumentError(
        "not an IPI base number: it must start with I, as in I-000000039-3, "
        "got \"" +
        std::string(text) + "\"");
  }
  const absl::string_view digits = absl::string_view(compact).substr(1);
  RITORNELLO_RETURN_IF_ERROR(
      CheckDigits("an IPI base number", text, digits, 10, 0));
  const char check = PositionCheck(digits.substr(0, 9), 2);
  if (digits[9] != check) {
    return WrongCheck("an IPI base number", text, check, digits[9]);
  }
  return IpiBase(std::move(compact));
}

}  // namespace ritornello
