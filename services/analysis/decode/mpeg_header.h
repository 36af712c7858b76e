// The header of an MPEG audio frame, layer III.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "absl/status/statusor.h"
#include "services/analysis/decode/file_bytes.h"

namespace ritornello::analysis {

// PCM frames in one MPEG frame, at most: MPEG-1 layer III.
inline constexpr int64_t kMpegFrameLengthMax = 1152;

struct MpegHeader {
  bool is_mpeg1;  // else MPEG-2 or 2.5
  bool is_mono;
  bool has_checksum;
};

// Reads the four bytes of a frame header; nullopt when they are none, or not
// layer III, or of free bit rate. Source: ISO 11172-3 section 2.4.1.3.
std::optional<MpegHeader> ParseMpegHeader(std::span<const uint8_t> bytes);

// Whether the first frame, at `offset`, is a Xing or Info frame that says how
// many frames follow: the one length an MP3 can declare.
absl::StatusOr<bool> DeclaresMpegLength(const FileBytes& file, int64_t offset);

}  // namespace ritornello::analysis
