#include "services/royalties/formats/text_source.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <utility>

#include "absl/status/status.h"
#include "libs/status/status_macros.h"

namespace ritornello::royalties {
namespace {

constexpr absl::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr absl::string_view kUtf16LittleEndianMark = "\xFF\xFE";
constexpr absl::string_view kUtf16BigEndianMark = "\xFE\xFF";
constexpr char kNeverUtf8 = '\xFF';

bool StartsWith(absl::string_view text, absl::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

bool IsHighSurrogate(char16_t unit) { return (unit & 0xFC00) == 0xD800; }
bool IsLowSurrogate(char16_t unit) { return (unit & 0xFC00) == 0xDC00; }

void AppendUtf8(uint32_t code_point, std::string& text) {
  const auto put = [&text](uint32_t byte) {
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

// Length of the well-formed character that begins `text`, 0 for none.
size_t Utf8Length(absl::string_view text) {
  const auto at = [text](size_t i) -> unsigned {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  const unsigned lead = at(0);
  size_t length = 0;
  unsigned second_min = 0x80;
  unsigned second_max = 0xBF;
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) length = 2;
  if (lead >= 0xE0 && lead <= 0xEF) length = 3;
  if (lead >= 0xF0 && lead <= 0xF4) length = 4;
  if (lead == 0xE0) second_min = 0xA0;
  if (lead == 0xED) second_max = 0x9F;
  if (lead == 0xF0) second_min = 0x90;
  if (lead == 0xF4) second_max = 0x8F;
  if (length == 0 || at(1) < second_min || at(1) > second_max) return 0;
  for (size_t i = 2; i < length; ++i) {
    if (at(i) < 0x80 || at(i) > 0xBF) return 0;
  }
  return length;
}

}  // namespace

ByteSource SourceOf(absl::string_view text) {
  return [text](std::span<char> buffer) mutable -> absl::StatusOr<size_t> {
    const size_t size = std::min(buffer.size(), text.size());
    std::memcpy(buffer.data(), text.data(), size);
    text.remove_prefix(size);
    return size;
  };
}

absl::StatusOr<bool> TextSource::AppendTo(std::string& text,
                                          size_t size_wanted) {
  const size_t size_before = text.size();
  while (text.size() == size_before) {
    RITORNELLO_RETURN_IF_ERROR(Fill(size_wanted));
    if (encoding_ == Encoding::kUnknown) TakeByteOrderMark();
    if (is_end_ && bytes_.empty() && high_surrogate_ == 0) return false;
    if (encoding_ == Encoding::kUtf8) {
      text.append(bytes_);
      bytes_.clear();
    } else {
      DecodeUtf16(text);
    }
  }
  return true;
}

// Until there are enough bytes to know the encoding.
absl::Status TextSource::Fill(size_t size_wanted) {
  do {
    const size_t size = bytes_.size();
    bytes_.resize(size + std::max(size_wanted, kUtf8Mark.size()));
    absl::StatusOr<size_t> count =
        source_(std::span<char>(bytes_).subspan(size));
    bytes_.resize(size + count.value_or(0));
    if (!count.ok()) return count.status();
    is_end_ = *count == 0;
  } while (encoding_ == Encoding::kUnknown && !is_end_ &&
           bytes_.size() < kUtf8Mark.size());
  return absl::OkStatus();
}

void TextSource::TakeByteOrderMark() {
  encoding_ = Encoding::kUtf8;
  if (StartsWith(bytes_, kUtf8Mark)) {
    bytes_.erase(0, kUtf8Mark.size());
  } else if (StartsWith(bytes_, kUtf16LittleEndianMark)) {
    encoding_ = Encoding::kUtf16LittleEndian;
    bytes_.erase(0, kUtf16LittleEndianMark.size());
  } else if (StartsWith(bytes_, kUtf16BigEndianMark)) {
    encoding_ = Encoding::kUtf16BigEndian;
    bytes_.erase(0, kUtf16BigEndianMark.size());
  }
}

void TextSource::DecodeUtf16(std::string& text) {
  const bool is_little = encoding_ == Encoding::kUtf16LittleEndian;
  size_t i = 0;
  for (; i + 1 < bytes_.size(); i += 2) {
    const auto first = static_cast<unsigned char>(bytes_[i]);
    const auto second = static_cast<unsigned char>(bytes_[i + 1]);
    TakeUnit(static_cast<char16_t>(is_little ? first | second << 8
                                             : first << 8 | second),
             text);
  }
  bytes_.erase(0, i);
  if (!is_end_) return;
  if (!bytes_.empty() || high_surrogate_ != 0) text.push_back(kNeverUtf8);
  bytes_.clear();
  high_surrogate_ = 0;
}

void TextSource::TakeUnit(char16_t unit, std::string& text) {
  const char16_t high = std::exchange(high_surrogate_, char16_t{0});
  if (high != 0 && IsLowSurrogate(unit)) {
    AppendUtf8(0x10000 + ((high & 0x3FFu) << 10) + (unit & 0x3FFu), text);
    return;
  }
  if (high != 0) text.push_back(kNeverUtf8);
  if (IsHighSurrogate(unit)) {
    high_surrogate_ = unit;
  } else if (IsLowSurrogate(unit)) {
    text.push_back(kNeverUtf8);
  } else {
    AppendUtf8(unit, text);
  }
}

size_t FindInvalidUtf8(absl::string_view text) {
  size_t i = 0;
  while (i < text.size()) {
    // Eight ASCII bytes at a time, as nearly all of them are.
    uint64_t eight = 0;
    while (i + sizeof(eight) <= text.size()) {
      std::memcpy(&eight, text.data() + i, sizeof(eight));
      if ((eight & 0x8080808080808080u) != 0) break;
      i += sizeof(eight);
    }
    if (i == text.size()) break;
    const size_t length = Utf8Length(text.substr(i));
    if (length == 0) return i;
    i += length;
  }
  return absl::string_view::npos;
}

}  // namespace ritornello::royalties
