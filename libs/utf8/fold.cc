#include "libs/utf8/fold.h"

#include "absl/strings/ascii.h"

namespace ritornello {
namespace {

constexpr absl::string_view kDigits = "0123456789";
constexpr absl::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";
// The Latin-1 letters U+00C0..U+00FF without accents; "" is no letter (the
// signs for times and divided).
constexpr absl::string_view kLatin1[64] = {
    "a", "a", "a", "a", "a",  "a",  "ae", "c", "e", "e", "e",  "e", "i",
    "i", "i", "i", "d", "n",  "o",  "o",  "o", "o", "o", "",   "o", "u",
    "u", "u", "u", "y", "th", "ss", "a",  "a", "a", "a", "a",  "a", "ae",
    "c", "e", "e", "e", "e",  "i",  "i",  "i", "i", "d", "n",  "o", "o",
    "o", "o", "o", "",  "o",  "u",  "u",  "u", "u", "y", "th", "y"};
// Latin Extended-A, U+0100..U+017F, two of each mostly.
constexpr absl::string_view kExtendedA[128] = {
    "a", "a", "a", "a", "a",  "a",  "c", "c", "c", "c", "c", "c",  "c",
    "c", "d", "d", "d", "d",  "e",  "e", "e", "e", "e", "e", "e",  "e",
    "e", "e", "g", "g", "g",  "g",  "g", "g", "g", "g", "h", "h",  "h",
    "h", "i", "i", "i", "i",  "i",  "i", "i", "i", "i", "i", "ij", "ij",
    "j", "j", "k", "k", "k",  "l",  "l", "l", "l", "l", "l", "l",  "l",
    "l", "l", "n", "n", "n",  "n",  "n", "n", "n", "n", "n", "o",  "o",
    "o", "o", "o", "o", "oe", "oe", "r", "r", "r", "r", "r", "r",  "s",
    "s", "s", "s", "s", "s",  "s",  "s", "t", "t", "t", "t", "t",  "t",
    "u", "u", "u", "u", "u",  "u",  "u", "u", "u", "u", "u", "u",  "w",
    "w", "y", "y", "y", "z",  "z",  "z", "z", "z", "z", "s"};

}  // namespace

absl::string_view FoldLatin(char32_t character) {
  if (character < 0x80) {
    const auto c = static_cast<unsigned char>(character);
    if (absl::ascii_isdigit(c)) return kDigits.substr(c - '0', 1);
    if (!absl::ascii_isalpha(c)) return "";
    return kLetters.substr(absl::ascii_tolower(c) - 'a', 1);
  }
  if (character < 0xC0) return "";  // signs and controls of Latin-1
  if (character < 0x100) return kLatin1[character - 0xC0];
  return character < kLatinEnd ? kExtendedA[character - 0x100] : "";
}

bool IsCombiningAccent(char32_t character) {
  return character >= 0x300 && character < 0x370;
}

}  // namespace ritornello
