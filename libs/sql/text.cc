#include "libs/sql/text.h"

#include "absl/strings/str_cat.h"

namespace ritornello::sql {
namespace {

// Well-formed UTF-8 of The Unicode Standard, table 3-7, without U+0000.
bool IsStorable(absl::string_view text) {
  const auto byte = [&](size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  const auto is_tail = [&](size_t i) { return (byte(i) & 0xC0u) == 0x80u; };
  for (size_t i = 0; i < text.size();) {
    const unsigned lead = byte(i);
    if (lead == 0) return false;
    if (lead < 0x80) {
      i += 1;
    } else if (lead >= 0xC2 && lead <= 0xDF) {
      if (!is_tail(i + 1)) return false;
      i += 2;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
      const unsigned second = byte(i + 1);
      if (!is_tail(i + 1) || !is_tail(i + 2)) return false;
      if (lead == 0xE0 && second < 0xA0) return false;  // overlong
      if (lead == 0xED && second > 0x9F) return false;  // a surrogate
      i += 3;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
      const unsigned second = byte(i + 1);
      if (!is_tail(i + 1) || !is_tail(i + 2) || !is_tail(i + 3)) return false;
      if (lead == 0xF0 && second < 0x90) return false;  // overlong
      if (lead == 0xF4 && second > 0x8F) return false;  // past U+10FFFF
      i += 4;
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace

absl::Status CheckText(std::span<const Value> parameters) {
  for (size_t i = 0; i < parameters.size(); ++i) {
    const auto* text = std::get_if<std::string>(&parameters[i]);
    if (text != nullptr && !IsStorable(*text)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "parameter $", i + 1, " is not UTF-8 text without NUL bytes"));
    }
  }
  return absl::OkStatus();
}

}  // namespace ritornello::sql
