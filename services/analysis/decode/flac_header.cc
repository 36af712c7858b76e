#include "services/analysis/decode/flac_header.h"

#include <array>

#include "libs/status/status_macros.h"
#include "services/analysis/decode/bytes.h"
#include "services/analysis/decode/refusal.h"

namespace ritornello::analysis {

absl::StatusOr<HeaderFacts> ReadFlacHeader(const FileBytes& file,
                                           int64_t offset) {
  std::array<uint8_t, 42> bytes;  // "fLaC", block header, STREAMINFO
  RITORNELLO_ASSIGN_OR_RETURN(const size_t got, file.ReadAt(offset, bytes));
  const bool is_stream_info = got == bytes.size() && (bytes[4] & 0x7F) == 0;
  if (!is_stream_info) return MalformedAudio("FLAC: no STREAMINFO block");
  // From byte 10 of the block: 20 bits rate, 3 channels, 5 depth, 36 total.
  const uint64_t packed = BigEndianAt(bytes, 18, 8);
  HeaderFacts facts;
  facts.bit_depth = static_cast<int32_t>((packed >> 36 & 0x1F) + 1);
  const auto total = static_cast<int64_t>(packed & 0xF'FFFF'FFFF);
  if (total != 0) facts.declared_frame_count = total;
  return facts;
}

}  // namespace ritornello::analysis
