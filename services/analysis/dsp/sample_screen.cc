#include "services/analysis/dsp/sample_screen.h"

#include <bit>
#include <cmath>

#include "services/analysis/dsp/kernels.h"

namespace ritornello::analysis {

void SampleScreen::Screen(std::span<float> samples) {
  // One comparison for all: NaN and infinities are above every number.
  if (BestKernels().max_magnitude_bits(samples) <=
      std::bit_cast<uint32_t>(kSampleMagnitudeMax)) {
    sample_count_ += static_cast<int64_t>(samples.size());
    return;
  }
  for (size_t i = 0; i < samples.size(); ++i) {
    float& sample = samples[i];
    // One comparison for the rule; it is false for NaN as well.
    if (std::fabs(sample) <= kSampleMagnitudeMax) [[likely]]
      continue;
    if (std::isfinite(sample)) {
      ++out_of_range_count_;
      sample = std::copysign(kSampleMagnitudeMax, sample);
      continue;
    }
    if (!first_non_finite_.has_value()) {
      first_non_finite_ = sample_count_ + static_cast<int64_t>(i);
    }
    ++non_finite_count_;
    sample = 0;
  }
  sample_count_ += static_cast<int64_t>(samples.size());
}

}  // namespace ritornello::analysis
