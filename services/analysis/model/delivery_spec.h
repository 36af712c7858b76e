// What somebody demands of one audio file. Every rule is optional; an absent
// rule is not judged. Limits are inclusive. Fields mean what the fields of
// ritornello.analysis.v1.DeliverySpec mean.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/analysis/model/loudness.h"
#include "services/analysis/model/report.h"

namespace ritornello::analysis {

struct DeliverySpec {
  std::string display_name;

  std::optional<Lufs> integrated_min;
  std::optional<Lufs> integrated_max;
  std::optional<Dbtp> true_peak_max;
  std::optional<Lu> loudness_range_min;
  std::optional<Lu> loudness_range_max;
  std::optional<int32_t> clipped_ppm_max;  // 0 .. 1'000'000
  std::optional<double> dc_offset_max;     // magnitude, 0 .. 1
  std::optional<double> head_silence_max_seconds;
  std::optional<double> tail_silence_max_seconds;
  std::optional<double> stereo_correlation_min;  // -1 .. 1
  std::optional<Lu> mono_fold_loss_max;

  // Empty allows all.
  std::vector<Container> containers;
  std::vector<int32_t> sample_rates_hz;
  std::vector<int32_t> channel_counts;

  std::optional<int32_t> bit_depth_min;  // 1 .. 64
  std::optional<double> duration_min_seconds;
  std::optional<double> duration_max_seconds;

  // Rules whose measurement does not exist: judged NOT_MEASURED.
  bool must_loop = false;
  std::optional<double> declared_tempo_bpm;
  std::string declared_key;
  bool must_match_full_mix = false;

  friend bool operator==(const DeliverySpec&, const DeliverySpec&) = default;
};

// Longest of the lists above.
inline constexpr size_t kAllowedValueCountMax = 32;

// InvalidArgument, naming every offending field as on the wire, for a limit
// that is no finite number or out of its range, a minimum above its maximum,
// or a list that is too long.
absl::Status Validate(const DeliverySpec& spec);

}  // namespace ritornello::analysis
