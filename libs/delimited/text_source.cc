#include "libs/delimited/text_source.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "libs/status/status_macros.h"
#include "libs/utf8/utf8.h"

namespace ritornello {
namespace {

constexpr absl::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr absl::string_view kUtf16LittleEndianMark = "\xFF\xFE";
constexpr absl::string_view kUtf16BigEndianMark = "\xFE\xFF";
constexpr char kNeverUtf8 = '\xFF';

// What the bytes 80 to 9F of code page 1252 are; 0 is not defined.
constexpr char16_t kWindows1252[] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
    0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

bool IsHighSurrogate(char16_t unit) { return (unit & 0xFC00) == 0xD800; }
bool IsLowSurrogate(char16_t unit) { return (unit & 0xFC00) == 0xDC00; }

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
    } else if (encoding_ == Encoding::kWindows1252) {
      DecodeWindows1252(text);
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
  encoding_ = is_windows_1252_ ? Encoding::kWindows1252 : Encoding::kUtf8;
  if (absl::StartsWith(bytes_, kUtf8Mark)) {
    encoding_ = Encoding::kUtf8;
    bytes_.erase(0, kUtf8Mark.size());
  } else if (absl::StartsWith(bytes_, kUtf16LittleEndianMark)) {
    encoding_ = Encoding::kUtf16LittleEndian;
    bytes_.erase(0, kUtf16LittleEndianMark.size());
  } else if (absl::StartsWith(bytes_, kUtf16BigEndianMark)) {
    encoding_ = Encoding::kUtf16BigEndian;
    bytes_.erase(0, kUtf16BigEndianMark.size());
  }
}

void TextSource::DecodeWindows1252(std::string& text) {
  constexpr unsigned kFirst = 0x80;
  for (const char c : bytes_) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < kFirst) {
      text.push_back(c);
    } else if (byte - kFirst >= std::size(kWindows1252)) {
      AppendUtf8(byte, text);
    } else if (kWindows1252[byte - kFirst] == 0) {
      text.push_back(kNeverUtf8);
    } else {
      AppendUtf8(kWindows1252[byte - kFirst], text);
    }
  }
  bytes_.clear();
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

}  // namespace ritornello
