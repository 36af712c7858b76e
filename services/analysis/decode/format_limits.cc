#include "services/analysis/decode/format_limits.h"

#include "absl/strings/str_cat.h"
#include "services/analysis/decode/refusal.h"
#include "services/analysis/model/report.h"

namespace ritornello::analysis {

absl::Status CheckFormatLimits(int64_t channel_count, int64_t sample_rate_hz,
                               absl::string_view place) {
  if (channel_count < 1 || sample_rate_hz < 1) {
    return MalformedAudio(absl::StrCat(place, " says ", channel_count,
                                       " channels at ", sample_rate_hz,
                                       " Hz, which is no audio"));
  }
  if (channel_count > kChannelCountMax) {
    return AudioTooLarge(absl::StrCat(
        "the audio has ", channel_count, " channels, says ", place, "; 1..",
        kChannelCountMax, " are measured: export it in stereo"));
  }
  if (sample_rate_hz < kSampleRateMinHz || sample_rate_hz > kSampleRateMaxHz) {
    return AudioTooLarge(absl::StrCat(
        "the audio has a sample rate of ", sample_rate_hz, " Hz, says ", place,
        "; ", kSampleRateMinHz, "..", kSampleRateMaxHz,
        " Hz are measured: export it at 48000 Hz"));
  }
  return absl::OkStatus();
}

}  // namespace ritornello::analysis
