#include "services/analysis/decode/flac_header.h"

#include <array>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/status/status_macros.h"
#include "services/analysis/decode/bytes.h"
#include "services/analysis/decode/format_limits.h"
#include "services/analysis/decode/refusal.h"

namespace ritornello::analysis {

absl::StatusOr<HeaderFacts> ReadFlacHeader(const FileBytes& file,
                                           int64_t offset) {
  std::array<uint8_t, 42> bytes;  // "fLaC", block header, STREAMINFO
  RITORNELLO_ASSIGN_OR_RETURN(const size_t got, file.ReadAt(offset, bytes));
  const bool is_stream_info = got == bytes.size() && (bytes[4] & 0x7F) == 0;
  const std::string place = absl::StrCat("STREAMINFO at byte ", offset + 4);
  if (!is_stream_info) {
    return MalformedAudio(absl::StrCat("FLAC: no whole block of ", place));
  }
  // From byte 10 of the block: 20 bits rate, 3 channels, 5 depth, 36 total.
  const uint64_t packed = BigEndianAt(bytes, 18, 8);
  RITORNELLO_RETURN_IF_ERROR(
      CheckFormatLimits(static_cast<int64_t>((packed >> 41 & 7) + 1),
                        static_cast<int64_t>(packed >> 44), place));
  HeaderFacts facts{.format_place = place, .length_place = place};
  facts.bit_depth = static_cast<int32_t>((packed >> 36 & 0x1F) + 1);
  const auto total = static_cast<int64_t>(packed & 0xF'FFFF'FFFF);
  if (total != 0) facts.declared_frame_count = total;
  return facts;
}

}  // namespace ritornello::analysis
