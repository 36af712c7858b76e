#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "absl/strings/string_view.h"
#include "services/analysis/decode/pcm_source.h"
#include "services/analysis/testing/audio_file.h"

// Property: whatever the bytes are, the source ends within its limit, gives
// whole frames in blocks of bounded size, and reports a format in range.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace ritornello::analysis;
  constexpr int64_t kSampleCountMax = 1 << 18;
  const testing::AudioFile audio(
      absl::string_view(reinterpret_cast<const char*>(data), size));
  const auto file = FileBytes::Of(audio.fd());
  if (!file.ok()) std::abort();
  auto source = PcmSource::Open(*file, {.sample_count_max = kSampleCountMax});
  if (!source.ok()) return 0;
  const PcmFormat& format = source->format();
  if (format.channel_count < 1 || format.channel_count > kChannelCountMax ||
      format.sample_rate_hz < kSampleRateMinHz ||
      format.sample_rate_hz > kSampleRateMaxHz) {
    std::abort();
  }
  const auto channels = static_cast<size_t>(format.channel_count);
  for (size_t samples = 0;;) {
    const auto block = source->Read();
    if (!block.ok()) return 0;
    if (block->empty()) break;
    samples += block->size();
    if (block->size() % channels != 0 ||
        samples > static_cast<size_t>(kSampleCountMax) ||
        samples / channels != static_cast<size_t>(source->frame_count())) {
      std::abort();
    }
  }
  (void)source->is_truncated();
  return 0;
}
