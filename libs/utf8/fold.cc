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

// Latin Extended-B, U+0180..U+024F, and Latin Extended Additional,
// U+1E00..U+1EFF; "" is no variant of a letter of ASCII.
constexpr absl::string_view kExtendedB[208] = {
    "b", "b",  "b",  "b",  "",   "",   "",   "c",  "c",  "d",  "d",  "d",  "d",
    "",  "",   "",   "",   "f",  "f",  "g",  "",   "hv", "",   "i",  "k",  "k",
    "l", "",   "",   "n",  "n",  "o",  "o",  "o",  "oi", "oi", "p",  "p",  "",
    "",  "",   "",   "",   "t",  "t",  "t",  "t",  "u",  "u",  "",   "v",  "y",
    "y", "z",  "z",  "",   "",   "",   "",   "",   "",   "",   "",   "",   "",
    "",  "",   "",   "dz", "dz", "dz", "lj", "lj", "lj", "nj", "nj", "nj", "a",
    "a", "i",  "i",  "o",  "o",  "u",  "u",  "u",  "u",  "u",  "u",  "u",  "u",
    "u", "u",  "",   "a",  "a",  "a",  "a",  "ae", "ae", "g",  "g",  "g",  "g",
    "k", "k",  "o",  "o",  "o",  "o",  "",   "",   "j",  "dz", "dz", "dz", "g",
    "g", "hv", "",   "n",  "n",  "a",  "a",  "ae", "ae", "o",  "o",  "a",  "a",
    "a", "a",  "e",  "e",  "e",  "e",  "i",  "i",  "i",  "i",  "o",  "o",  "o",
    "o", "r",  "r",  "r",  "r",  "u",  "u",  "u",  "u",  "s",  "s",  "t",  "t",
    "",  "",   "h",  "h",  "n",  "d",  "ou", "ou", "z",  "z",  "a",  "a",  "e",
    "e", "o",  "o",  "o",  "o",  "o",  "o",  "o",  "o",  "y",  "y",  "l",  "n",
    "t", "j",  "db", "qp", "a",  "c",  "c",  "l",  "t",  "s",  "z",  "",   "",
    "b", "u",  "",   "e",  "e",  "j",  "j",  "q",  "q",  "r",  "r",  "y",  "y"};
constexpr absl::string_view kAdditional[256] = {
    "a", "a", "b", "b", "b", "b", "b", "b", "c",  "c", "d", "d", "d", "d", "d",
    "d", "d", "d", "d", "d", "e", "e", "e", "e",  "e", "e", "e", "e", "e", "e",
    "f", "f", "g", "g", "h", "h", "h", "h", "h",  "h", "h", "h", "h", "h", "i",
    "i", "i", "i", "k", "k", "k", "k", "k", "k",  "l", "l", "l", "l", "l", "l",
    "l", "l", "m", "m", "m", "m", "m", "m", "n",  "n", "n", "n", "n", "n", "n",
    "n", "o", "o", "o", "o", "o", "o", "o", "o",  "p", "p", "p", "p", "r", "r",
    "r", "r", "r", "r", "r", "r", "s", "s", "s",  "s", "s", "s", "s", "s", "s",
    "s", "t", "t", "t", "t", "t", "t", "t", "t",  "u", "u", "u", "u", "u", "u",
    "u", "u", "u", "u", "v", "v", "v", "v", "w",  "w", "w", "w", "w", "w", "w",
    "w", "w", "w", "x", "x", "x", "x", "y", "y",  "z", "z", "z", "z", "z", "z",
    "h", "t", "w", "y", "",  "s", "",  "",  "ss", "",  "a", "a", "a", "a", "a",
    "a", "a", "a", "a", "a", "a", "a", "a", "a",  "a", "a", "a", "a", "a", "a",
    "a", "a", "a", "a", "e", "e", "e", "e", "e",  "e", "e", "e", "e", "e", "e",
    "e", "e", "e", "e", "e", "i", "i", "i", "i",  "o", "o", "o", "o", "o", "o",
    "o", "o", "o", "o", "o", "o", "o", "o", "o",  "o", "o", "o", "o", "o", "o",
    "o", "o", "o", "u", "u", "u", "u", "u", "u",  "u", "u", "u", "u", "u", "u",
    "u", "u", "y", "y", "y", "y", "y", "y", "y",  "y", "",  "",  "",  "",  "",
    ""};

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
  if (character < 0x180) return kExtendedA[character - 0x100];
  if (character < 0x250) return kExtendedB[character - 0x180];
  const bool is_additional = character >= 0x1E00 && character < 0x1F00;
  return is_additional ? kAdditional[character - 0x1E00] : "";
}

bool IsCombiningAccent(char32_t character) {
  return character >= 0x300 && character < 0x370;
}

}  // namespace ritornello
