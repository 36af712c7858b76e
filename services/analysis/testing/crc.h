// The check sums of FLAC and Ogg, a bit at a time.
#pragma once

#include <cstdint>

#include "absl/strings/string_view.h"

namespace ritornello::analysis::testing {

// The remainder of `bytes` by a polynomial of `bits` bits, 8 to 32.
uint32_t Crc(absl::string_view bytes, uint32_t polynomial, int bits);

}  // namespace ritornello::analysis::testing
