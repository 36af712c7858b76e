// The part of an id that people can read.
#pragma once

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace ritornello::catalog {

inline constexpr size_t kSlugSizeMax = 40;

// "nocturne-in-e-flat" for "Nocturne in E-flat": letters and digits of ASCII,
// and a hyphen for whatever stands between them; at most kSlugSizeMax. Empty
// for a text that has none, as one in another script.
std::string Slug(absl::string_view text);

}  // namespace ritornello::catalog
