#include "services/analysis/decode/signature.h"

#include <algorithm>
#include <array>
#include <optional>

#include "absl/strings/str_cat.h"
#include "libs/status/status_macros.h"
#include "services/analysis/decode/bytes.h"
#include "services/analysis/decode/foreign_kind.h"
#include "services/analysis/decode/mpeg_header.h"
#include "services/analysis/decode/ogg_pages.h"
#include "services/analysis/decode/refusal.h"

namespace ritornello::analysis {
namespace {

// Enough for an Ogg page header with its table (27 + 255) and the start of
// its first packet.
constexpr size_t kHeadSize = 512;

using Head = std::span<const uint8_t>;

// The size of an ID3v2 tag with its header and footer; 0 without a tag.
// Source: id3.org, ID3v2.4.0 section 3.1: four bytes of seven bits each.
int64_t Id3Size(Head head) {
  if (head.size() < 10 || !HasAt(head, 0, "ID3")) return 0;
  int64_t size = 0;
  for (size_t i = 6; i < 10; ++i) size = size << 7 | (head[i] & 0x7F);
  const bool has_footer = (head[5] & 0x10) != 0;
  return 10 + size + (has_footer ? 10 : 0);
}

// Kinds that may follow an ID3v2 tag, or stand alone.
std::optional<Container> TaggedContainer(Head head) {
  if (HasAt(head, 0, "fLaC")) return Container::kFlac;
  if (ParseMpegHeader(head).has_value()) return Container::kMp3;
  return std::nullopt;
}

bool IsOpus(Head head) {
  return HasAt(head, 0, "OggS") && HasAt(FirstOggPacket(head), 0, "OpusHead");
}

std::optional<Container> UntaggedContainer(Head head) {
  if ((HasAt(head, 0, "RIFF") || HasAt(head, 0, "RF64")) &&
      HasAt(head, 8, "WAVE")) {
    return Container::kWav;
  }
  if (HasAt(head, 0, "FORM") &&
      (HasAt(head, 8, "AIFF") || HasAt(head, 8, "AIFC"))) {
    return Container::kAiff;
  }
  if (HasAt(head, 0, "OggS") && HasAt(FirstOggPacket(head), 0, "\001vorbis")) {
    return Container::kOgg;
  }
  if (IsOpus(head)) return Container::kOgg;
  return TaggedContainer(head);
}

}  // namespace

absl::StatusOr<Signature> FindSignature(const FileBytes& file) {
  std::array<uint8_t, kHeadSize> buffer;
  RITORNELLO_ASSIGN_OR_RETURN(const size_t size, file.ReadAt(0, buffer));
  const Head head = Head(buffer).first(size);
  if (head.empty()) return MalformedAudio("the file is empty: 0 bytes");

  const int64_t tag_size = Id3Size(head);
  if (tag_size == 0) {
    const auto container = UntaggedContainer(head);
    if (!container.has_value()) return UnsupportedAudio(ForeignKind(head));
    return Signature{*container, 0, IsOpus(head)};
  }
  std::array<uint8_t, kHeadSize> tagged;
  RITORNELLO_ASSIGN_OR_RETURN(const size_t tagged_size,
                              file.ReadAt(tag_size, tagged));
  const auto container = TaggedContainer(Head(tagged).first(tagged_size));
  if (!container.has_value()) {
    return UnsupportedAudio(absl::StrCat(ForeignKind(head), " at byte ",
                                         std::min(tag_size, file.size())));
  }
  return Signature{*container, tag_size};
}

}  // namespace ritornello::analysis
