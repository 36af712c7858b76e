#include "libs/utf8/utf8.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace ritornello {
namespace {

constexpr absl::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

bool IsBetween(absl::string_view bytes, size_t index, int low, int high) {
  if (index >= bytes.size()) return false;
  const int byte = static_cast<uint8_t>(bytes[index]);
  return low <= byte && byte <= high;
}

// How many bytes of ASCII `bytes` begins with, but for the last seven.
size_t AsciiSize(absl::string_view bytes) {
  size_t size = 0;
  uint64_t eight = 0;
  while (size + sizeof(eight) <= bytes.size()) {
    std::memcpy(&eight, bytes.data() + size, sizeof(eight));
    if ((eight & 0x8080808080808080u) != 0) break;
    size += sizeof(eight);
  }
  return size;
}

}  // namespace

size_t Utf8CharacterSize(absl::string_view bytes) {
  if (bytes.empty()) return 0;
  const int lead = static_cast<uint8_t>(bytes[0]);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const size_t size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  // The four leads whose second byte has a narrower range.
  const int low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const int high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (!IsBetween(bytes, 1, low, high)) return 0;
  for (size_t i = 2; i < size; ++i) {
    if (!IsBetween(bytes, i, 0x80, 0xBF)) return 0;
  }
  return size;
}

size_t FindInvalidUtf8(absl::string_view bytes) {
  size_t i = 0;
  while (true) {
    i += AsciiSize(bytes.substr(i));
    if (i == bytes.size()) return absl::string_view::npos;
    const size_t size = Utf8CharacterSize(bytes.substr(i));
    if (size == 0) return i;
    i += size;
  }
}

size_t CountUtf8Characters(absl::string_view text) {
  // All bytes but those that continue a character.
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(),
      [](char c) { return (static_cast<uint8_t>(c) & 0xC0) != 0x80; }));
}

char32_t DecodeUtf8(absl::string_view character) {
  const char32_t lead = static_cast<uint8_t>(character[0]);
  if (character.size() == 1) return lead;
  char32_t code_point = lead & (0xFFu >> (character.size() + 1));
  for (const char c : character.substr(1)) {
    code_point = (code_point << 6) | (static_cast<uint8_t>(c) & 0x3Fu);
  }
  return code_point;
}

void AppendUtf8(char32_t code_point, std::string& text) {
  const auto put = [&text](char32_t byte) {
    text.push_back(static_cast<char>(byte));
  };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0 | (code_point >> 6));
    put(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    put(0xE0 | (code_point >> 12));
    put(0x80 | ((code_point >> 6) & 0x3F));
    put(0x80 | (code_point & 0x3F));
  } else {
    put(0xF0 | (code_point >> 18));
    put(0x80 | ((code_point >> 12) & 0x3F));
    put(0x80 | ((code_point >> 6) & 0x3F));
    put(0x80 | (code_point & 0x3F));
  }
}

std::string ToUtf8(absl::string_view bytes, size_t size_max) {
  std::string text;
  while (!bytes.empty()) {
    // Most text is ASCII: copied by the run, not by the character.
    const size_t run = AsciiSize(bytes.substr(0, size_max - text.size()));
    text.append(bytes.data(), run);
    bytes.remove_prefix(run);
    if (bytes.empty() || text.size() == size_max) break;
    const size_t size = Utf8CharacterSize(bytes);
    const absl::string_view character =
        size == 0 ? kReplacement : bytes.substr(0, size);
    if (text.size() + character.size() > size_max) break;
    text.append(character.data(), character.size());
    bytes.remove_prefix(size == 0 ? 1 : size);
  }
  return text;
}

}  // namespace ritornello
