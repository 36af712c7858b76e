// The words that text is found by.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace ritornello::catalog {

// Longer words are cut at a character.
inline constexpr size_t kSearchWordSizeMax = 64;  // bytes

// The words of `text`, in order, each once: lower case, without accents ("Café"
// is "cafe", "Motörhead" is "motorhead", "ß" is "ss"; FoldLatin), parted at
// everything that is no letter and no digit; an apostrophe within a word is
// dropped
// ("don't" is "dont"). Letters beyond Latin stand as they are; bytes that are
// no UTF-8 part words.
std::vector<std::string> SearchWords(absl::string_view text);

}  // namespace ritornello::catalog
