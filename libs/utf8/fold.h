// Latin letters as they are typed without accents.
#pragma once

#include "absl/strings/string_view.h"

namespace ritornello {

// A letter or digit in lower case and without accents: "o" for "Ö", "ss" for
// "ß". Empty for what is neither, and for letters that are no variant of one of
// ASCII. Source: Unicode 15, blocks Basic Latin to Latin Extended-B, and Latin
// Extended Additional.
absl::string_view FoldLatin(char32_t character);

// Whether it is an accent of the letter before it, as in the names of files
// that macOS gives (U+0300..U+036F, Combining Diacritical Marks).
bool IsCombiningAccent(char32_t character);

}  // namespace ritornello
