// What analysis measured on one file, as the catalogue keeps it. Units and
// meaning: ritornello.analysis.v1.Report.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ritornello::catalog {

struct Absence {
  std::string field;
  std::string reason;
  std::string detail;
  friend bool operator==(const Absence&, const Absence&) = default;
};

struct Report {
  std::string analyzer_version;
  std::string file_sha256;
  int64_t file_size_bytes = 0;
  std::string container;  // "WAV", "AIFF", "FLAC", "OGG", "MP3"
  std::string encoding;   // "PCM", "FLOAT", "FLAC_LOSSLESS", "VORBIS", …
  int64_t sample_rate_hz = 0;
  int64_t channel_count = 0;
  std::optional<int64_t> bit_depth;
  int64_t frame_count = 0;
  double duration_seconds = 0;
  std::optional<int64_t> declared_frame_count;
  bool is_truncated = false;
  std::optional<double> integrated_lufs;
  std::optional<double> loudness_range_lu;
  std::optional<double> momentary_max_lufs;
  std::optional<double> short_term_max_lufs;
  std::optional<double> true_peak_dbtp;
  std::optional<double> sample_peak_dbfs;
  int64_t clip_run_count = 0;
  int64_t clipped_sample_count = 0;
  int64_t longest_clip_run = 0;
  std::optional<double> first_clip_seconds;
  std::optional<double> dc_offset;
  std::optional<double> head_silence_seconds;
  std::optional<double> tail_silence_seconds;
  std::optional<double> stereo_correlation;
  std::optional<double> mono_fold_loss_lu;
  int64_t non_finite_sample_count = 0;
  std::optional<double> first_non_finite_seconds;
  int64_t out_of_range_sample_count = 0;
  std::vector<Absence> absences;
  friend bool operator==(const Report&, const Report&) = default;
};

}  // namespace ritornello::catalog
