#include "libs/rpc/utf8.h"

#include <cstdint>

namespace ritornello::rpc {
namespace {

constexpr absl::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

bool IsBetween(absl::string_view bytes, size_t index, int low, int high) {
  if (index >= bytes.size()) return false;
  const int byte = static_cast<uint8_t>(bytes[index]);
  return low <= byte && byte <= high;
}

// How many bytes of ASCII `bytes` begins with.
size_t AsciiSize(absl::string_view bytes) {
  size_t size = 0;
  while (size < bytes.size() && static_cast<uint8_t>(bytes[size]) < 0x80) {
    ++size;
  }
  return size;
}

// The length of the character that `bytes` begins with; 0 when malformed.
size_t CharacterSize(absl::string_view bytes) {
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

}  // namespace

std::string ToUtf8(absl::string_view bytes, size_t size_max) {
  std::string text;
  while (!bytes.empty()) {
    // Most text is ASCII: copied by the run, not by the character.
    const size_t run = AsciiSize(bytes.substr(0, size_max - text.size()));
    text.append(bytes.data(), run);
    bytes.remove_prefix(run);
    if (bytes.empty() || text.size() == size_max) break;
    const size_t size = CharacterSize(bytes);
    const absl::string_view character =
        size == 0 ? kReplacement : bytes.substr(0, size);
    if (text.size() + character.size() > size_max) break;
    text.append(character.data(), character.size());
    bytes.remove_prefix(size == 0 ? 1 : size);
  }
  return text;
}

}  // namespace ritornello::rpc
