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

constexpr absl::string_view kCapture = "OggS";
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
  std::span<const uint8_t> lacing;
  bool is_last;
  bool is_whole;
};

// The page whose header starts at `at`; nullopt when none does.
std::optional<Page> PageAt(std::span<const uint8_t> bytes, size_t at) {
  if (!HasAt(bytes, at, absl::string_view("OggS\0", 5))) return std::nullopt;
  const auto page = bytes.subspan(at);
  if (page.size() < kHeaderSize) return std::nullopt;
  size_t size = kHeaderSize + page[26];
  const auto lacing =
      page.first(std::min(page.size(), size)).subspan(kHeaderSize);
  for (const uint8_t value : lacing) size += value;
  return Page{.serial = LittleEndianAt(page, 14, 4),
              .position = static_cast<int64_t>(LittleEndianAt(page, 6, 8)),
              .size = size,
              .lacing = lacing,
              .is_last = (page[5] & kEndOfStream) != 0,
              .is_whole = page.size() >= size};
}

// A part of the file that slides on: most pages are small, and cost no read.
class Window {
 public:
  explicit Window(const FileBytes& file) : file_(file), buffer_(kSize) {}

  // What there is from `at` on: a whole page of any size, or all up to the end
  // of the file. Valid until the next call.
  absl::StatusOr<std::span<const uint8_t>> From(int64_t at) {
    const int64_t wanted_end =
        std::min(file_.size(), at + static_cast<int64_t>(kPageSizeMax));
    if (at < at_ || wanted_end > at_ + static_cast<int64_t>(filled_)) {
      RITORNELLO_ASSIGN_OR_RETURN(filled_, file_.ReadAt(at, buffer_));
      at_ = at;
    }
    return std::span<const uint8_t>(buffer_).first(filled_).subspan(
        static_cast<size_t>(at - at_));
  }

 private:
  static constexpr size_t kSize = 8 * kPageSizeMax;

  const FileBytes& file_;
  std::vector<uint8_t> buffer_;
  int64_t at_ = 0;
  size_t filled_ = 0;
};

// The page whose header starts with `bytes`, if it is whole and has the sum
// that it says.
std::optional<Page> SoundPageIn(std::span<const uint8_t> bytes) {
  const auto page = PageAt(bytes, 0);
  if (!page.has_value() || !page->is_whole ||
      SumOf(bytes.first(page->size)) != LittleEndianAt(bytes, kSumAt, 4)) {
    return std::nullopt;
  }
  return page;
}

// What the sound pages of a file say, one after the other.
class FirstStream {
 public:
  // `page` is at `at` of the file, and `bytes` begin with it.
  absl::Status Add(int64_t at, const Page& page,
                   std::span<const uint8_t> bytes) {
    const uint64_t number = LittleEndianAt(bytes, kNumberAt, 4);
    if (!serial_.has_value()) {
      serial_ = page.serial;
      next_number_ = number;
    }
    if (page.serial != *serial_) return absl::OkStatus();
    if (number != next_number_) AddDamage();
    next_number_ = (number + 1) & 0xFFFF'FFFF;
    has_ended_ |= page.is_last;
    return AddPackets(at, page.lacing);
  }

  void AddDamage() { is_sound_ &= has_ended_; }

  bool is_sound() const { return is_sound_; }

 private:
  // Damage and an end mark end no packet: there are decoders that go on.
  absl::Status AddPackets(int64_t at, std::span<const uint8_t> lacing) {
    for (const uint8_t value : lacing) {
      if (packet_size_ == 0) packet_at_ = at;
      packet_size_ += value;
      if (packet_size_ > kOggPacketSizeMax) {
        return AudioTooLarge(absl::StrCat(
            "Ogg: the packet that begins in the page at byte ", packet_at_,
            " has more than ", kOggPacketSizeMax,
            " bytes, which a decoder would hold in memory at once: export it "
            "again, with a smaller picture if it has one"));
      }
      if (value < 255) packet_size_ = 0;
    }
    return absl::OkStatus();
  }

  std::optional<uint64_t> serial_;
  uint64_t next_number_ = 0;
  bool is_sound_ = true;
  bool has_ended_ = false;
  int64_t packet_at_ = 0;
  int64_t packet_size_ = 0;
};

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
  Window window(file);
  FirstStream stream;
  for (int64_t at = 0; at < file.size();) {
    RITORNELLO_RETURN_IF_ERROR(may_go_on());
    RITORNELLO_ASSIGN_OR_RETURN(const auto bytes, window.From(at));
    if (bytes.empty()) return false;  // the file has become shorter
    if (const auto page = SoundPageIn(bytes); page.has_value()) {
      RITORNELLO_RETURN_IF_ERROR(stream.Add(at, *page, bytes));
      at += static_cast<int64_t>(page->size);
      continue;
    }
    stream.AddDamage();
    const auto next = std::search(bytes.begin() + 1, bytes.end(),
                                  kCapture.begin(), kCapture.end());
    // A capture pattern that the end of the window cuts is found by the next.
    const auto passed = next == bytes.end()
                            ? std::max<int64_t>(1, std::ssize(bytes) - 3)
                            : next - bytes.begin();
    at += passed;
  }
  return stream.is_sound();
}

}  // namespace ritornello::analysis
