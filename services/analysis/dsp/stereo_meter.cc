#include "services/analysis/dsp/stereo_meter.h"

#include <algorithm>
#include <cmath>

#include "libs/status/check.h"
#include "services/analysis/dsp/kernels.h"

namespace ritornello::analysis {

void StereoMeter::Add(std::span<const float> interleaved) {
  RITORNELLO_CHECK(interleaved.size() % 2 == 0);
  // The fold has a sum of its own: LL + RR + 2 LR would leave rounding noise
  // where the channels cancel.
  const StereoSums sums = BestKernels().stereo_sums(interleaved);
  left_energy_ += sums.left_energy;
  right_energy_ += sums.right_energy;
  product_ += sums.product;
  fold_energy_ += sums.fold_energy;
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
