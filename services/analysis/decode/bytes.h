// Integers as files hold them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "absl/strings/string_view.h"
#include "libs/status/check.h"

namespace ritornello::analysis {

// The unsigned integer in bytes [at, at + count), most significant first.
// REQUIRES: count <= 8, and the bytes are there.
inline uint64_t BigEndianAt(std::span<const uint8_t> bytes, size_t at,
                            size_t count) {
  RITORNELLO_CHECK(count <= 8 && at <= bytes.size() &&
                   count <= bytes.size() - at);
  uint64_t value = 0;
  for (size_t i = 0; i < count; ++i) value = value << 8 | bytes[at + i];
  return value;
}

// The same, least significant first.
inline uint64_t LittleEndianAt(std::span<const uint8_t> bytes, size_t at,
                               size_t count) {
  RITORNELLO_CHECK(count <= 8 && at <= bytes.size() &&
                   count <= bytes.size() - at);
  uint64_t value = 0;
  for (size_t i = count; i > 0; --i) value = value << 8 | bytes[at + i - 1];
  return value;
}

// Whether `text` stands at `at`; false where the bytes end before it does.
inline bool HasAt(std::span<const uint8_t> bytes, size_t at,
                  absl::string_view text) {
  if (at > bytes.size() || text.size() > bytes.size() - at) return false;
  return absl::string_view(reinterpret_cast<const char*>(bytes.data()) + at,
                           text.size()) == text;
}

}  // namespace ritornello::analysis
