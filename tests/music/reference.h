// What two other programs say of an audio file.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace ritornello::analysis {

struct Loudness {
  double integrated_lufs;  // -inf (libebur128) or -70 (ffmpeg) for none
  double loudness_range_lu;
  double momentary_max_lufs;  // libebur128 only
  double short_term_max_lufs;
  double true_peak_dbtp;
  double sample_peak_dbfs;
};

// libebur128 by itself, over a decode of our own: momentary loudness asked
// for every 10 ms, short-term every 100 ms, once their windows are full.
absl::StatusOr<Loudness> AskLibebur128(const std::string& path);

// `ffmpeg -filter_complex ebur128=peak=true`, its summary: one decimal, no
// momentary or short-term loudness. Internal if it exits with an error.
absl::StatusOr<Loudness> AskFfmpeg(const std::string& path);

}  // namespace ritornello::analysis
