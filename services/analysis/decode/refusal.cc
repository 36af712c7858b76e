#include "services/analysis/decode/refusal.h"

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"

namespace ritornello::analysis {

absl::Status UnsupportedAudio(absl::string_view found) {
  return WithReason(
      absl::InvalidArgumentError(absl::StrCat(
          "the file is ", found,
          "; export it again as WAV, AIFF or FLAC (Ogg Vorbis, Opus and MP3 "
          "are read, too)")),
      "UNSUPPORTED_AUDIO", {});
}

absl::Status MalformedAudio(absl::string_view problem) {
  return WithReason(
      absl::InvalidArgumentError(absl::StrCat(
          problem, "; copy the file again, or export it again as WAV")),
      "MALFORMED_AUDIO", {});
}

absl::Status AudioTooLarge(absl::string_view problem) {
  return WithReason(absl::OutOfRangeError(problem), "AUDIO_TOO_LARGE", {});
}

}  // namespace ritornello::analysis
