#include "services/catalog/model/search_words.h"

#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "libs/utf8/fold.h"
#include "libs/utf8/utf8.h"

namespace ritornello::catalog {
namespace {

// What is neither letter nor digit up to here parts words, as signs do; beyond
// it what has no form in ASCII stands as it is.
constexpr char32_t kLatinLettersEnd = 0x180;

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
  const absl::string_view latin = FoldLatin(point.value);
  if (!latin.empty() || point.value < kLatinLettersEnd) {
    return std::string(latin);
  }
  // General punctuation, arrows, symbols, and CJK punctuation are no letters.
  if ((point.value >= 0x2000 && point.value < 0x2C00) ||
      (point.value >= 0x3000 && point.value < 0x3040)) {
    return "";
  }
  return std::string(bytes);
}

// What neither stands in `word` nor ends it: an apostrophe, and the accent of a
// Latin letter.
bool IsPassedOver(const CodePoint& point, const std::string& word) {
  if (!point.is_valid) return false;
  if (point.value == '\'' || point.value == 0x2019) return true;
  return IsCombiningAccent(point.value) && !word.empty() &&
         absl::ascii_isalnum(static_cast<unsigned char>(word.back()));
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
    if (IsPassedOver(point, word)) {
      // Nothing of it is left.
    } else if (folded.empty()) {
      end_word();
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
