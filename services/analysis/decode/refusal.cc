#include "services/analysis/decode/refusal.h"

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"

namespace ritornello::analysis {

absl::Status UnsupportedAudio(absl::string_view found) {
  return WithReason(
      absl::InvalidArgumentError(absl::StrCat(
          "the file is ", found,
          "; supported are WAV, RF64 and AIFF with PCM or float samples, "
          "FLAC, Ogg Vorbis and MP3")),
      "UNSUPPORTED_AUDIO", {});
}

absl::Status MalformedAudio(absl::string_view problem) {
  return WithReason(absl::InvalidArgumentError(problem), "MALFORMED_AUDIO", {});
}

absl::Status AudioTooLarge(absl::string_view problem) {
  return WithReason(absl::OutOfRangeError(problem), "AUDIO_TOO_LARGE", {});
}

}  // namespace ritornello::analysis
