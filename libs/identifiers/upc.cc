#include "libs/identifiers/upc.h"

#include "libs/identifiers/digits.h"
#include "libs/status/status_macros.h"

namespace ritornello {

absl::StatusOr<Upc> Upc::Parse(absl::string_view text) {
  std::string compact = WithoutSeparators(text);
  if (compact.size() == 12) compact = "0" + compact;
  RITORNELLO_RETURN_IF_ERROR(CheckDigits("a UPC or EAN", text, compact, 13, 0));
  int sum = 0;
  for (size_t i = 0; i < 12; ++i) {
    sum += (compact[i] - '0') * (i % 2 == 0 ? 1 : 3);
  }
  const char check = static_cast<char>('0' + (10 - sum % 10) % 10);
  if (compact[12] != check) {
    return WrongCheck("a UPC or EAN", text, check, compact[12]);
  }
  return Upc(std::move(compact));
}

}  // namespace ritornello
