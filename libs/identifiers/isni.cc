#include "libs/identifiers/isni.h"

#include "libs/identifiers/digits.h"
#include "libs/status/status_macros.h"

namespace ritornello {

absl::StatusOr<Isni> Isni::Parse(absl::string_view text) {
  std::string compact = WithoutSeparators(text);
  RITORNELLO_RETURN_IF_ERROR(CheckDigits("an ISNI", text, compact, 16, 1));
  int sum = 0;
  for (size_t i = 0; i < 15; ++i) sum = (sum + (compact[i] - '0')) * 2;
  const int rest = (12 - sum % 11) % 11;
  const char check = rest == 10 ? 'X' : static_cast<char>('0' + rest);
  if (compact[15] != check) {
    return WrongCheck("an ISNI", text, check, compact[15]);
  }
  return Isni(std::move(compact));
}

}  // namespace ritornello
