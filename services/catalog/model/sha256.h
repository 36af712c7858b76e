// SHA-256 (FIPS 180-4), as 64 lower-case hexadecimal digits.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace ritornello::catalog {

std::string Sha256Hex(absl::string_view bytes);

}  // namespace ritornello::catalog
