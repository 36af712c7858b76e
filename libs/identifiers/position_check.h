// The check digit that ISWC and IPI base numbers share.
#pragma once

#include "absl/strings/string_view.h"

namespace ritornello {

// 10 less the last digit of `start` plus the sum of each digit times its
// position from 1; 0 for 10. REQUIRES: `digits` are digits.
inline char PositionCheck(absl::string_view digits, int start) {
  int sum = start;
  int position = 0;
  for (const char digit : digits) sum += ++position * (digit - '0');
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

}  // namespace ritornello
