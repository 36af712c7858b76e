// Numbers without end, by GMP: what our own arithmetic is held against. Tests
// only.
#pragma once

#include <gmpxx.h>

#include "absl/numeric/int128.h"

namespace ritornello::royalties::testing {

inline mpz_class Exact(absl::int128 number) {
  mpz_class exact(absl::Int128High64(number));
  exact <<= 64;
  return exact + absl::Int128Low64(number);
}

}  // namespace ritornello::royalties::testing
