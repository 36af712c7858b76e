// What a container says of itself, read by us and not by a decoder.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "services/analysis/decode/plain_pcm.h"

namespace ritornello::analysis {

struct HeaderFacts {
  // Frames that the header promises; nullopt when it promises none.
  std::optional<int64_t> declared_frame_count = std::nullopt;
  // Bits of a sample, where only the header knows them exactly.
  std::optional<int32_t> bit_depth = std::nullopt;
  // Where the container says that its last frame ends, though its header
  // promises no length: Ogg.
  std::optional<int64_t> last_position = std::nullopt;
  // The container has an end mark, and the bytes end without it.
  bool lacks_end_mark = false;
  // Where the samples are, if they need no decoder.
  std::optional<PcmLayout> plain_pcm = std::nullopt;
  // Where it says what the audio is, and where it says how long it is: "the fmt
  // chunk at byte 12".
  std::string format_place = "";
  std::string length_place = "";
};

// Chunks looked at in a RIFF or AIFF file before its audio. Real files have
// about ten; without a limit a file of empty chunks costs a read for every
// eight bytes.
inline constexpr int kChunkCountMax = 1'024;

}  // namespace ritornello::analysis
