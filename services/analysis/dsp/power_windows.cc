#include "services/analysis/dsp/power_windows.h"

#include <algorithm>
#include <cstddef>

namespace ritornello::analysis {

void PowerWindows::AddHop(double power) {
  powers_[static_cast<size_t>(hop_count_ % kShortTermHops)] = power;
  ++hop_count_;
  if (hop_count_ >= kMomentaryHops) {
    momentary_max_ = std::max(momentary_max_, Mean(kMomentaryHops));
  }
  if (hop_count_ >= kShortTermHops && hop_count_ % kShortTermPeriodHops == 0) {
    const double mean = Mean(kShortTermHops);
    short_term_max_ = std::max(short_term_max_, mean);
    if (hop_count_ % kRangePeriodHops == 0) {
      range_power_max_ = std::max(range_power_max_, mean);
    }
  }
}

double PowerWindows::Mean(int64_t hops) const {
  double sum = 0;
  for (int64_t hop = hop_count_ - hops; hop < hop_count_; ++hop) {
    sum += powers_[static_cast<size_t>(hop % kShortTermHops)];
  }
  return sum / static_cast<double>(hops);
}

}  // namespace ritornello::analysis
