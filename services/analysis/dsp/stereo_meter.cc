#include "services/analysis/dsp/stereo_meter.h"

#include <algorithm>
#include <cmath>

#include "libs/status/check.h"

namespace ritornello::analysis {

void StereoMeter::Add(std::span<const float> interleaved) {
  RITORNELLO_CHECK(interleaved.size() % 2 == 0);
  for (size_t i = 0; i < interleaved.size(); i += 2) {
    const double left = interleaved[i];
    const double right = interleaved[i + 1];
    // Its own sum: LL + RR + 2 LR would leave rounding noise where the
    // channels cancel.
    const double fold = (left + right) / 2;
    left_energy_ += left * left;
    right_energy_ += right * right;
    product_ += left * right;
    fold_energy_ += fold * fold;
  }
}

std::optional<double> StereoMeter::Correlation() const {
  if (left_energy_ == 0 || right_energy_ == 0) return std::nullopt;
  const double correlation =
      product_ / (std::sqrt(left_energy_) * std::sqrt(right_energy_));
  return std::clamp(correlation, -1.0, 1.0);
}

std::optional<Lu> StereoMeter::MonoFoldLoss() const {
  const double stereo_energy = (left_energy_ + right_energy_) / 2;
  if (stereo_energy == 0) return std::nullopt;
  if (fold_energy_ == 0) return kMonoFoldLossMax;
  const double loss_lu = 10 * std::log10(stereo_energy / fold_energy_);
  return Lu(std::clamp(loss_lu, 0.0, kMonoFoldLossMax.value()));
}

}  // namespace ritornello::analysis
