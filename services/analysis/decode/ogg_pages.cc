#include "services/analysis/decode/ogg_pages.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/status/status_macros.h"
#include "services/analysis/decode/bytes.h"
#include "services/analysis/decode/refusal.h"

namespace ritornello::analysis {
namespace {

constexpr size_t kHeaderSize = 27;
constexpr uint8_t kEndOfStream = 4;
// Two of the largest pages (27 + 255 + 255 * 255), so that the last whole
// page is found behind a cut one, and with a tag appended.
constexpr int64_t kTailSize = 2 * 65'307;

struct Page {
  uint64_t serial;
  int64_t position;  // frames up to its end; -1: no packet ends in it
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

}  // namespace ritornello::analysis
