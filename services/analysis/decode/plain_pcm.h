// Samples that lie in a file as they are, and need no decoder.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "services/analysis/decode/file_bytes.h"

namespace ritornello::analysis {

enum class SampleFormat { kInt16, kInt24, kInt32, kFloat32 };  // little-endian

// Bytes of one sample.
int64_t SizeOf(SampleFormat format);

struct PcmLayout {
  SampleFormat format = SampleFormat::kInt16;
  int32_t sample_rate_hz = 0;
  int32_t channel_count = 0;
  int64_t offset = 0;       // of the first sample
  int64_t frame_count = 0;  // that the file has
};

// Reads such samples block by block, with one read and one conversion each:
// a fraction of what a decoder takes that is asked sample by sample. The file
// is read, not mapped, so that one that is cut short meanwhile is an error and
// no signal.
class PlainPcm {
 public:
  PlainPcm(const FileBytes& file, PcmLayout layout)
      : file_(file), layout_(layout) {}

  // Fills `block`, whose size is a multiple of the channels, with the next
  // frames, full scale +-1, and returns how many there were: fewer at the end
  // only. Unavailable if reading fails.
  absl::StatusOr<int64_t> ReadFrames(std::span<float> block);

 private:
  FileBytes file_;
  PcmLayout layout_;
  int64_t position_ = 0;  // in frames
  std::vector<uint8_t> bytes_;
};

}  // namespace ritornello::analysis
