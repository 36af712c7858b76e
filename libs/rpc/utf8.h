// Bytes from strangers as text that protobuf and JSON accept.
#pragma once

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace ritornello::rpc {

// `bytes` with U+FFFD in place of each byte that is no part of well-formed
// UTF-8 (Unicode 15, table 3-7: no surrogates, no overlong forms, nothing
// above U+10FFFF). At most `size_max` bytes: cut before the first character
// that does not fit.
std::string ToUtf8(absl::string_view bytes, size_t size_max);

}  // namespace ritornello::rpc
