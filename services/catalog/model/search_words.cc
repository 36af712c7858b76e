#include "services/catalog/model/search_words.h"

#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "libs/utf8/fold.h"
#include "libs/utf8/utf8.h"

namespace ritornello::catalog {
namespace {

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
  if (point.value < kLatinEnd) return std::string(FoldLatin(point.value));
  // General punctuation, arrows, symbols, and CJK punctuation are no letters.
  if ((point.value >= 0x2000 && point.value < 0x2C00) ||
      (point.value >= 0x3000 && point.value < 0x3040) ||
      IsCombiningAccent(point.value)) {
    return "";
  }
  return std::string(bytes);
}

// What neither stands in a word nor parts words.
bool IsPassedOver(const CodePoint& point) {
  return point.is_valid && (point.value == '\'' || point.value == 0x2019 ||
                            IsCombiningAccent(point.value));
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
      if (!IsPassedOver(point)) end_word();
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
