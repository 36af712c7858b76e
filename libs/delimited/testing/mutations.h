// Files as they arrive: cut off, patched together, saved by the wrong program.
// Tests only.
#pragma once

#include <random>
#include <string>

#include "absl/strings/string_view.h"

namespace ritornello::testing {

// `text` with one to four things wrong with it: bytes flipped, left out,
// doubled or put in (quotes, delimiters, line ends, NUL, half characters, long
// runs), lines swapped, the end cut off. The same for the same state of
// `random`.
std::string Mutated(absl::string_view text, std::mt19937_64& random);

// UTF-8 as UTF-16 with a mark.
std::string AsUtf16(absl::string_view text, bool is_little);

}  // namespace ritornello::testing
