#include "services/analysis/testing/flac_silence.h"

#include "absl/strings/str_cat.h"
#include "services/analysis/testing/audio_file.h"
#include "services/analysis/testing/crc.h"

namespace ritornello::analysis::testing {
namespace {

// A number below 2^16 in three bytes, as in UTF-8.
std::string CodedNumber(uint64_t number) {
  return absl::StrCat(BigEndian(0xE0 | number >> 12, 1),
                      BigEndian(0x80 | (number >> 6 & 0x3F), 1),
                      BigEndian(0x80 | (number & 0x3F), 1));
}

std::string Block(uint64_t number) {
  // Sync, fixed blocks; size in 16 bits, 192 kHz; 8 channels of 16 bits.
  std::string block = absl::StrCat("\xFF\xF8\x73\x78", CodedNumber(number),
                                   BigEndian(65'534, 2));
  block += BigEndian(Crc(block, 0x07, 8), 1);
  block.append(std::size_t{8} * 3, '\0');  // constant, 0
  return block + BigEndian(Crc(block, 0x8005, 16), 2);
}

}  // namespace

std::string FlacSilence(int block_count, uint64_t declared_frame_count) {
  const uint64_t packed = uint64_t{192'000} << 44 | uint64_t{7} << 41 |
                          uint64_t{15} << 36 | declared_frame_count;
  std::string bytes = absl::StrCat(
      "fLaC\x80", BigEndian(34, 3), BigEndian(65'535, 2), BigEndian(65'535, 2),
      std::string(6, '\0'), BigEndian(packed, 8), std::string(16, '\0'));
  for (int i = 0; i < block_count; ++i) {
    bytes += Block(static_cast<uint64_t>(i));
  }
  return bytes;
}

}  // namespace ritornello::analysis::testing
