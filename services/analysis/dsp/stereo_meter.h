// How left and right get on, and what a mono loudspeaker keeps of them.
#pragma once

#include <optional>
#include <span>

#include "services/analysis/model/loudness.h"

namespace ritornello::analysis {

// The loss given for a fold that is 120 dB or more below the stereo file:
// below 20-bit noise, nothing is left to be heard.
inline constexpr Lu kMonoFoldLossMax{120};

// Energies over the whole stream, not weighted by frequency.
// Threads: one meter belongs to one thread.
class StereoMeter {
 public:
  // Adds whole frames: left, right, left, right.
  void Add(std::span<const float> interleaved);

  // sum(LR) / sqrt(sum(LL) sum(RR)), -1 .. 1; nullopt when a channel is
  // digital silence.
  std::optional<double> Correlation() const;

  // Energy of (L+R)/2 below the mean energy of the two channels, 0 .. 120 LU:
  // 0 for identical channels, 3.01 for unrelated ones, 120 when they cancel;
  // nullopt when both are digital silence.
  std::optional<Lu> MonoFoldLoss() const;

 private:
  double left_energy_ = 0;
  double right_energy_ = 0;
  double product_ = 0;
  double fold_energy_ = 0;
};

}  // namespace ritornello::analysis
