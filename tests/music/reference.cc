#include "tests/music/reference.h"

#include <ebur128.h>
#include <sndfile.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/status/status_macros.h"

namespace ritornello::analysis {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// The number behind `label` in an ffmpeg summary.
absl::StatusOr<double> NumberAfter(absl::string_view text,
                                   absl::string_view label) {
  const size_t at = text.find(label);
  if (at == absl::string_view::npos) {
    return absl::InternalError(absl::StrCat("ffmpeg says no ", label));
  }
  const std::vector<absl::string_view> words =
      absl::StrSplit(text.substr(at + label.size(), 64), absl::ByAnyChar(" \n"),
                     absl::SkipEmpty());
  double number = 0;
  if (words.empty() || !absl::SimpleAtod(words[0], &number)) {
    return absl::InternalError(absl::StrCat("no number after ", label));
  }
  return number;
}

}  // namespace

absl::StatusOr<Loudness> AskLibebur128(const std::string& path) {
  SF_INFO format{};
  SNDFILE* file = sf_open(path.c_str(), SFM_READ, &format);
  if (file == nullptr) return absl::InternalError(sf_strerror(nullptr));
  const auto channels = static_cast<unsigned>(format.channels);
  ebur128_state* state =
      ebur128_init(channels, static_cast<unsigned long>(format.samplerate),
                   EBUR128_MODE_I | EBUR128_MODE_LRA | EBUR128_MODE_TRUE_PEAK);
  Loudness loudness{-kInfinity, 0, -kInfinity, -kInfinity, 0, 0};
  const sf_count_t hop = format.samplerate / 100;
  std::vector<float> samples(static_cast<size_t>(hop) * channels);
  sf_count_t got = 0;
  for (int64_t hops = 1;; ++hops) {
    got = sf_readf_float(file, samples.data(), hop);
    ebur128_add_frames_float(state, samples.data(), static_cast<size_t>(got));
    if (got < hop) break;
    double lufs = 0;
    if (hops >= 40) {
      ebur128_loudness_momentary(state, &lufs);
      loudness.momentary_max_lufs = std::max(loudness.momentary_max_lufs, lufs);
    }
    if (hops >= 300 && hops % 10 == 0) {
      ebur128_loudness_shortterm(state, &lufs);
      loudness.short_term_max_lufs =
          std::max(loudness.short_term_max_lufs, lufs);
    }
  }
  sf_close(file);
  ebur128_loudness_global(state, &loudness.integrated_lufs);
  ebur128_loudness_range(state, &loudness.loudness_range_lu);
  double true_peak = 0;
  double sample_peak = 0;
  for (unsigned channel = 0; channel < channels; ++channel) {
    double peak = 0;
    ebur128_true_peak(state, channel, &peak);
    true_peak = std::max(true_peak, peak);
    ebur128_sample_peak(state, channel, &peak);
    sample_peak = std::max(sample_peak, peak);
  }
  loudness.true_peak_dbtp = 20 * std::log10(true_peak);
  loudness.sample_peak_dbfs = 20 * std::log10(sample_peak);
  ebur128_destroy(&state);
  return loudness;
}

absl::StatusOr<Loudness> AskFfmpeg(const std::string& path) {
  const std::string command =
      absl::StrCat("ffmpeg -nostdin -nostats -hide_banner -i '", path,
                   "' -filter_complex ebur128=peak=true:framelog=verbose",
                   " -f null - 2>&1");
  FILE* pipe = popen(command.c_str(), "re");
  if (pipe == nullptr) return absl::InternalError("no ffmpeg");
  std::string output;
  std::array<char, 4'096> block;
  for (size_t size; (size = fread(block.data(), 1, block.size(), pipe)) > 0;) {
    output.append(block.data(), size);
  }
  if (pclose(pipe) != 0) {
    return absl::InternalError(absl::StrCat("ffmpeg failed: ", output));
  }
  const size_t at = output.rfind("Summary:");
  if (at == std::string::npos) {
    return absl::InternalError(absl::StrCat("no summary: ", output));
  }
  const std::string summary = output.substr(at);
  Loudness loudness{};
  RITORNELLO_ASSIGN_OR_RETURN(loudness.integrated_lufs,
                              NumberAfter(summary, "I:"));
  RITORNELLO_ASSIGN_OR_RETURN(loudness.loudness_range_lu,
                              NumberAfter(summary, "LRA:"));
  RITORNELLO_ASSIGN_OR_RETURN(loudness.true_peak_dbtp,
                              NumberAfter(summary, "Peak:"));
  return loudness;
}

}  // namespace ritornello::analysis
