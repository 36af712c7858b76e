#include "services/analysis/testing/crc.h"

namespace ritornello::analysis::testing {

uint32_t Crc(absl::string_view bytes, uint32_t polynomial, int bits) {
  const uint32_t top = uint32_t{1} << (bits - 1);
  uint32_t crc = 0;
  for (const char c : bytes) {
    crc ^= static_cast<uint32_t>(static_cast<unsigned char>(c)) << (bits - 8);
    for (int i = 0; i < 8; ++i) {
      crc = (crc & top) != 0 ? crc << 1 ^ polynomial : crc << 1;
    }
    crc &= top | (top - 1);
  }
  return crc;
}

}  // namespace ritornello::analysis::testing
