#include "libs/delimited/testing/mutations.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>

#include "libs/utf8/utf8.h"

namespace ritornello::testing {
namespace {

size_t Below(size_t bound, std::mt19937_64& random) {
  return bound == 0 ? 0 : static_cast<size_t>(random() % bound);
}

// What files have where nobody expects it.
std::string Surprise(std::mt19937_64& random) {
  const std::string surprises[] = {"\"",
                                   "\"\"",
                                   ",",
                                   ";",
                                   "\t",
                                   "\r",
                                   "\n",
                                   "\r\n",
                                   "=",
                                   "%",
                                   "{",
                                   "}",
                                   "[",
                                   "\\u",
                                   "-1",
                                   "1e999",
                                   "99999999999999999999",
                                   "\xE9",
                                   "\xC3",
                                   "\xEF\xBB\xBF",
                                   "\xFF\xFE",
                                   "\xED\xA0\x80",
                                   "../../../etc/passwd",
                                   std::string(1, '\0'),
                                   std::string(70'000, 'x'),
                                   std::string(3'000, '['),
                                   std::string(300, ',')};
  return surprises[Below(std::size(surprises), random)];
}

void SwapLines(std::string& text, std::mt19937_64& random) {
  const size_t first = text.find('\n', Below(text.size(), random));
  if (first == std::string::npos) return;
  const size_t second = text.find('\n', first + 1);
  if (second == std::string::npos) return;
  std::rotate(text.begin(),
              text.begin() + static_cast<std::ptrdiff_t>(first) + 1,
              text.begin() + static_cast<std::ptrdiff_t>(second) + 1);
}

void Mutate(std::string& text, std::mt19937_64& random) {
  constexpr size_t kSizeMax = 40;
  const size_t at = Below(text.size() + 1, random);
  const size_t size = std::min(1 + Below(kSizeMax, random), text.size() - at);
  switch (Below(6, random)) {
    case 0:
      if (at < text.size()) {
        text[at] = static_cast<char>(text[at] ^ (1 << Below(8, random)));
      }
      break;
    case 1:
      text.erase(at, size);
      break;
    case 2:
      text.insert(at, text.substr(at, size));
      break;
    case 3:
      text.insert(at, Surprise(random));
      break;
    case 4:
      SwapLines(text, random);
      break;
    default:
      text.resize(at);
  }
}

}  // namespace

std::string Mutated(absl::string_view text, std::mt19937_64& random) {
  std::string mutated(text);
  for (size_t count = 1 + Below(4, random); count > 0; --count) {
    Mutate(mutated, random);
  }
  return mutated;
}

std::string AsUtf16(absl::string_view text, bool is_little) {
  std::string wide = is_little ? "\xFF\xFE" : "\xFE\xFF";
  const auto add = [&](uint32_t unit) {
    const char low = static_cast<char>(unit & 0xFF);
    const char high = static_cast<char>(unit >> 8);
    wide.push_back(is_little ? low : high);
    wide.push_back(is_little ? high : low);
  };
  while (!text.empty()) {
    const size_t size = Utf8CharacterSize(text);
    const char32_t point = DecodeUtf8(text.substr(0, size));
    text.remove_prefix(size);
    constexpr char32_t kFirstPaired = 0x10000;
    if (point < kFirstPaired) {
      add(point);
    } else {
      add(0xD800 + ((point - kFirstPaired) >> 10));
      add(0xDC00 + ((point - kFirstPaired) & 0x3FF));
    }
  }
  return wide;
}

}  // namespace ritornello::testing
