// The part of an id that people can read.
#pragma once

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace ritornello {

// "nocturne-in-e-flat" for "Nocturne in E-flat", "ben-ode" for "Ben Öde": Latin
// letters in lower case without accents, digits, and a hyphen for whatever
// stands between them; at most `size_max` of them, and never more than `text`
// has bytes. Empty for a text that has none, as one in another script.
std::string Slug(absl::string_view text, size_t size_max);

}  // namespace ritornello
