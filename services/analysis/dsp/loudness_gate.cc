#include "services/analysis/dsp/loudness_gate.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace ritornello::analysis {
namespace {

constexpr double kOffsetDb = -0.691;
constexpr double kRelativeGateLu = -10;  // BS.1770-5, Annex 1
constexpr double kRangeGateLu = -20;     // Tech 3342
constexpr double kLowPercentile = 0.10;
constexpr double kHighPercentile = 0.95;

double Ratio(double lu) { return std::pow(10, lu / 10); }

// Mean of those that are not below `gate`; 0 without any.
double MeanFrom(std::span<const double> powers, double gate) {
  double sum = 0;
  size_t count = 0;
  for (const double power : powers) {
    if (power < gate) continue;
    sum += power;
    ++count;
  }
  return count == 0 ? 0 : sum / static_cast<double>(count);
}

// The nearest of `sorted`, which is not empty.
double Percentile(std::span<const double> sorted, double part) {
  const double position = static_cast<double>(sorted.size() - 1) * part;
  return sorted[static_cast<size_t>(position + 0.5)];
}

}  // namespace

double PowerOf(double lufs) { return Ratio(lufs - kOffsetDb); }
double LufsOf(double power) { return kOffsetDb + 10 * std::log10(power); }

double GatedPower(std::span<const double> momentary_powers) {
  const double absolute_gate = PowerOf(kAbsoluteGateLufs);
  const double mean = MeanFrom(momentary_powers, absolute_gate);
  return MeanFrom(momentary_powers,
                  std::max(absolute_gate, mean * Ratio(kRelativeGateLu)));
}

double RangeLu(std::span<const double> short_term_powers) {
  const double absolute_gate = PowerOf(kAbsoluteGateLufs);
  const double mean = MeanFrom(short_term_powers, absolute_gate);
  const double gate = std::max(absolute_gate, mean * Ratio(kRangeGateLu));
  std::vector<double> loud;
  for (const double power : short_term_powers) {
    if (power >= gate) loud.push_back(power);
  }
  if (loud.empty()) return 0;
  std::sort(loud.begin(), loud.end());
  return LufsOf(Percentile(loud, kHighPercentile)) -
         LufsOf(Percentile(loud, kLowPercentile));
}

}  // namespace ritornello::analysis
