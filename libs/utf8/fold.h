// Latin letters as they are typed without accents.
#pragma once

#include "absl/strings/string_view.h"

namespace ritornello {

// Below it FoldLatin knows every letter: ASCII, Latin-1, Latin Extended-A.
inline constexpr char32_t kLatinEnd = 0x180;

// A letter or digit in lower case and without accents: "o" for "Ö", "ss" for
// "ß". Empty for what is neither, and for everything from kLatinEnd on.
absl::string_view FoldLatin(char32_t character);

// Whether it is an accent of the letter before it, as in the names of files
// that macOS gives (U+0300..U+036F, Combining Diacritical Marks).
bool IsCombiningAccent(char32_t character);

}  // namespace ritornello
