// Keeps what no meter can stand away from the meters.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace ritornello::analysis {

// The largest magnitude handed on: +24 dBFS, far above any music. What is
// beyond it is integers written into a float file, or garbage; squared, it
// would overflow.
inline constexpr float kSampleMagnitudeMax = 16.0F;

// Counts the samples of a stream that are no usable numbers, and replaces
// them: NaN and infinities by 0, magnitudes over 16 by 16 with their sign.
// Threads: one screen belongs to one thread.
class SampleScreen {
 public:
  // Screens the next samples of the stream, in place.
  void Screen(std::span<float> samples);

  int64_t non_finite_count() const { return non_finite_count_; }
  int64_t out_of_range_count() const { return out_of_range_count_; }

  // How many samples came before the first NaN or infinity, all channels
  // counted; nullopt when there was none.
  std::optional<int64_t> first_non_finite() const { return first_non_finite_; }

 private:
  int64_t sample_count_ = 0;
  int64_t non_finite_count_ = 0;
  int64_t out_of_range_count_ = 0;
  std::optional<int64_t> first_non_finite_;
};

}  // namespace ritornello::analysis
