#include "services/analysis/decode/mpeg_header.h"

#include <array>

#include "libs/status/status_macros.h"
#include "services/analysis/decode/bytes.h"

namespace ritornello::analysis {

std::optional<MpegHeader> ParseMpegHeader(std::span<const uint8_t> bytes) {
  if (bytes.size() < 4) return std::nullopt;
  const bool has_sync = bytes[0] == 0xFF && (bytes[1] & 0xE0) == 0xE0;
  const int version = bytes[1] >> 3 & 3;  // 0: 2.5, 2: 2, 3: 1
  const int layer = bytes[1] >> 1 & 3;    // 1: III
  const int bit_rate = bytes[2] >> 4;     // 0: free, 15: none
  const int sample_rate = bytes[2] >> 2 & 3;
  if (!has_sync || version == 1 || layer != 1 || bit_rate == 0 ||
      bit_rate == 15 || sample_rate == 3) {
    return std::nullopt;
  }
  return MpegHeader{.is_mpeg1 = version == 3,
                    .is_mono = bytes[3] >> 6 == 3,
                    .has_checksum = (bytes[1] & 1) == 0};
}

absl::StatusOr<bool> DeclaresMpegLength(const FileBytes& file, int64_t offset) {
  std::array<uint8_t, 64> buffer;
  RITORNELLO_ASSIGN_OR_RETURN(const size_t size, file.ReadAt(offset, buffer));
  const auto bytes = std::span<const uint8_t>(buffer).first(size);
  const auto header = ParseMpegHeader(bytes);
  if (!header.has_value()) return false;
  // The tag stands where the main data of a frame would: behind the header,
  // the checksum and the side information.
  const size_t side_size = header->is_mpeg1 ? (header->is_mono ? 17 : 32)
                                            : (header->is_mono ? 9 : 17);
  const size_t tag = 4 + (header->has_checksum ? 2 : 0) + side_size;
  if (!HasAt(bytes, tag, "Xing") && !HasAt(bytes, tag, "Info")) return false;
  constexpr uint64_t kHasFrameCount = 1;
  return bytes.size() >= tag + 8 &&
         (BigEndianAt(bytes, tag + 4, 4) & kHasFrameCount) != 0;
}

}  // namespace ritornello::analysis
