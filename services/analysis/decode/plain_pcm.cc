#include "services/analysis/decode/plain_pcm.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "libs/status/check.h"
#include "libs/status/status_macros.h"

namespace ritornello::analysis {
namespace {

static_assert(std::endian::native == std::endian::little);

// Little-endian integers of `kSize` bytes, in the upper bytes of 32 bits.
template <size_t kSize>
void FromIntegers(const uint8_t* bytes, std::span<float> samples) {
  constexpr float kScale = 1.0F / 2'147'483'648;
  for (size_t i = 0; i < samples.size(); ++i) {
    uint32_t bits = 0;
    for (size_t b = 0; b < kSize; ++b) {
      bits |= static_cast<uint32_t>(bytes[i * kSize + b])
              << (8 * (4 - kSize + b));
    }
    samples[i] = static_cast<float>(static_cast<int32_t>(bits)) * kScale;
  }
}

void Convert(SampleFormat format, const uint8_t* bytes,
             std::span<float> samples) {
  switch (format) {
    case SampleFormat::kInt16:
      return FromIntegers<2>(bytes, samples);
    case SampleFormat::kInt24:
      return FromIntegers<3>(bytes, samples);
    case SampleFormat::kInt32:
      return FromIntegers<4>(bytes, samples);
    case SampleFormat::kFloat32:
      std::memcpy(samples.data(), bytes, samples.size_bytes());
      return;
  }
  RITORNELLO_CHECK(false);
}

}  // namespace

int64_t SizeOf(SampleFormat format) {
  switch (format) {
    case SampleFormat::kInt16:
      return 2;
    case SampleFormat::kInt24:
      return 3;
    case SampleFormat::kInt32:
    case SampleFormat::kFloat32:
      return 4;
  }
  RITORNELLO_CHECK(false);
}

absl::StatusOr<int64_t> PlainPcm::ReadFrames(std::span<float> block) {
  const int64_t frame_size = SizeOf(layout_.format) * layout_.channel_count;
  const int64_t wanted =
      std::min(static_cast<int64_t>(block.size()) / layout_.channel_count,
               layout_.frame_count - position_);
  bytes_.resize(static_cast<size_t>(wanted * frame_size));
  RITORNELLO_ASSIGN_OR_RETURN(
      const size_t got,
      file_.ReadAt(layout_.offset + position_ * frame_size, bytes_));
  const int64_t frames = static_cast<int64_t>(got) / frame_size;
  Convert(layout_.format, bytes_.data(),
          block.first(static_cast<size_t>(frames * layout_.channel_count)));
  position_ += frames;
  return frames;
}

}  // namespace ritornello::analysis
