// How a message quotes what a file has.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace ritornello::royalties {

// Between quotes: the first 60 bytes at most, and "…" where some are missing.
std::string Quoted(absl::string_view text);

}  // namespace ritornello::royalties
