#include "services/analysis/decode/ogg_pages.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/status/status_macros.h"
#include "services/analysis/decode/bytes.h"
#include "services/analysis/decode/refusal.h"

namespace ritornello::analysis {
namespace {

constexpr size_t kHeaderSize = 27;
constexpr size_t kPageSizeMax = kHeaderSize + 255 + 255 * 255;
constexpr uint8_t kEndOfStream = 4;
// So that the last whole page is found behind a cut one, and with a tag
// appended.
constexpr int64_t kTailSize = 2 * int64_t{kPageSizeMax};

constexpr size_t kNumberAt = 18;
constexpr size_t kSumAt = 22;
constexpr uint32_t kSumPolynomial = 0x04C11DB7;

constexpr std::array<uint32_t, 256> kSums = [] {
  std::array<uint32_t, 256> sums{};
  for (uint32_t byte = 0; byte < sums.size(); ++byte) {
    uint32_t sum = byte << 24;
    for (int i = 0; i < 8; ++i) {
      sum = (sum & 0x8000'0000) != 0 ? sum << 1 ^ kSumPolynomial : sum << 1;
    }
    sums[byte] = sum;
  }
  return sums;
}();

// Over the page with zeros where its own sum stands.
uint32_t SumOf(std::span<const uint8_t> page) {
  uint32_t sum = 0;
  for (size_t i = 0; i < page.size(); ++i) {
    const uint8_t byte = i >= kSumAt && i < kSumAt + 4 ? 0 : page[i];
    sum = sum << 8 ^ kSums[sum >> 24 ^ byte];
  }
  return sum;
}

struct Page {
  uint64_t serial;
  int64_t position;  // frames up to its end; -1: no packet ends in it
  size_t size;       // in bytes, if it is whole
  bool is_last;
  bool is_whole;
};

// The page whose header starts at `at`; nullopt when none does.
std::optional<Page> PageAt(std::span<const uint8_t> bytes, size_t at) {
  if (!HasAt(bytes, at, absl::string_view("OggS\0", 5))) return std::nullopt;
  const auto page = bytes.subspan(at);
  if (page.size() < kHeaderSize) return std::nullopt;
  size_t size = kHeaderSize + page[26];
  const size_t table_end = std::min(page.size(), size);
  for (size_t i = kHeaderSize; i < table_end; ++i) size += page[i];
  return Page{.serial = LittleEndianAt(page, 14, 4),
              .position = static_cast<int64_t>(LittleEndianAt(page, 6, 8)),
              .size = size,
              .is_last = (page[5] & kEndOfStream) != 0,
              .is_whole = page.size() >= size};
}

}  // namespace

std::span<const uint8_t> FirstOggPacket(std::span<const uint8_t> head) {
  if (head.size() < kHeaderSize) return {};
  const size_t table_size = head[26];
  return head.subspan(std::min(head.size(), kHeaderSize + table_size));
}

absl::StatusOr<HeaderFacts> ReadOggPages(const FileBytes& file) {
  std::vector<uint8_t> head(kHeaderSize);
  RITORNELLO_ASSIGN_OR_RETURN(const size_t head_size, file.ReadAt(0, head));
  head.resize(head_size);
  const auto first = PageAt(head, 0);
  if (!first.has_value()) {
    return MalformedAudio("Ogg: no whole page at byte 0");
  }

  std::vector<uint8_t> tail(
      static_cast<size_t>(std::min(file.size(), kTailSize)));
  const int64_t tail_at = file.size() - static_cast<int64_t>(tail.size());
  RITORNELLO_ASSIGN_OR_RETURN(const size_t tail_size,
                              file.ReadAt(tail_at, tail));
  tail.resize(tail_size);
  HeaderFacts facts{.lacks_end_mark = true,
                    .format_place = "the page at byte 0"};
  for (size_t at = tail.size(); at > 0; --at) {
    const auto page = PageAt(tail, at - 1);
    if (!page.has_value()) continue;
    const std::string place = absl::StrCat(
        "the page at byte ", tail_at + static_cast<int64_t>(at) - 1);
    if (page->serial != first->serial) {
      return UnsupportedAudio(absl::StrCat(
          "Ogg with more than one stream: ", place, " is not of the first"));
    }
    facts.length_place = place;
    facts.lacks_end_mark = !(page->is_last && page->is_whole);
    if (page->position >= 0) facts.last_position = page->position;
    break;
  }
  return facts;
}

absl::StatusOr<bool> HasSoundOggPages(
    const FileBytes& file, const std::function<absl::Status()>& may_go_on) {
  std::vector<uint8_t> buffer(kPageSizeMax);
  std::optional<uint64_t> serial;
  uint64_t number = 0;
  for (int64_t at = 0; at < file.size();) {
    RITORNELLO_RETURN_IF_ERROR(may_go_on());
    RITORNELLO_ASSIGN_OR_RETURN(const size_t got, file.ReadAt(at, buffer));
    const auto bytes = std::span<const uint8_t>(buffer).first(got);
    const auto page = PageAt(bytes, 0);
    if (!page.has_value() || !page->is_whole) return false;
    const auto whole = bytes.first(page->size);
    if (SumOf(whole) != LittleEndianAt(whole, kSumAt, 4)) return false;
    at += static_cast<int64_t>(page->size);
    if (!serial.has_value()) {
      serial = page->serial;
      number = LittleEndianAt(whole, kNumberAt, 4);
    }
    if (page->serial != *serial) continue;
    if (LittleEndianAt(whole, kNumberAt, 4) != number) return false;
    number = (number + 1) & 0xFFFF'FFFF;
    if (page->is_last) return true;
  }
  return true;
}

}  // namespace ritornello::analysis
