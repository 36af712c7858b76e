// Hours of digital silence in a few hundred kilobytes, in memory.
#pragma once

#include <cstdint>
#include <string>

namespace ritornello::analysis::testing {

// A FLAC file of `block_count` blocks of 65'535 frames of 8 channels at
// 192 kHz, 16 bits, every sample zero: 36 bytes a block. Its header promises
// `declared_frame_count`; 0 promises nothing. Source: RFC 9639.
// REQUIRES: block_count < 2^16.
std::string FlacSilence(int block_count, uint64_t declared_frame_count);

}  // namespace ritornello::analysis::testing
