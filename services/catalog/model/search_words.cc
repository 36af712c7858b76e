#include "services/catalog/model/search_words.h"

#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "libs/utf8/utf8.h"

namespace ritornello::catalog {
namespace {

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

struct CodePoint {
  char32_t value = 0;
  size_t size = 1;
  bool is_valid = false;
};

CodePoint FirstOf(absl::string_view text) {
  const size_t size = Utf8CharacterSize(text);
  if (size == 0) return {};
  return {DecodeUtf8(text.substr(0, size)), size, true};
}

// What stands for a character in a word; empty where it parts words.
std::string Folded(const CodePoint& point, absl::string_view bytes) {
  if (!point.is_valid) return "";
  if (point.value < 0x80) {
    const auto c = static_cast<unsigned char>(point.value);
    return absl::ascii_isalnum(c) ? std::string(1, absl::ascii_tolower(c)) : "";
  }
  if (point.value < 0xC0) return "";  // signs and controls of Latin-1
  if (point.value < 0x100) return std::string(kLatin1[point.value - 0xC0]);
  if (point.value < 0x180) {
    return std::string(kExtendedA[point.value - 0x100]);
  }
  // General punctuation, arrows, symbols, and CJK punctuation are no letters.
  if ((point.value >= 0x2000 && point.value < 0x2C00) ||
      (point.value >= 0x3000 && point.value < 0x3040)) {
    return "";
  }
  return std::string(bytes);
}

bool IsApostrophe(const CodePoint& point) {
  return point.is_valid && (point.value == '\'' || point.value == 0x2019);
}

}  // namespace

std::vector<std::string> SearchWords(absl::string_view text) {
  std::vector<std::string> words;
  std::set<std::string> seen;
  std::string word;
  bool is_full = false;
  const auto end_word = [&] {
    if (!word.empty() && seen.insert(word).second) words.push_back(word);
    word.clear();
    is_full = false;
  };
  while (!text.empty()) {
    const CodePoint point = FirstOf(text);
    const std::string folded = Folded(point, text.substr(0, point.size));
    if (folded.empty()) {
      if (!IsApostrophe(point)) end_word();
    } else if (!is_full && word.size() + folded.size() <= kSearchWordSizeMax) {
      word += folded;
    } else {
      is_full = true;  // nothing shorter may follow what was cut off
    }
    text.remove_prefix(point.size);
  }
  end_word();
  return words;
}

}  // namespace ritornello::catalog
