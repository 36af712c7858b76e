// Sample peak and true peak of a programme.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "services/analysis/dsp/kernels.h"

namespace ritornello::analysis {

// The highest of any channel, the LFE included.
//
// Source:  ITU-R BS.1770, Annex 2: oversampled four times below 96 kHz, twice
//          below 192 kHz, by libebur128's filter, a sinc of 49 taps in a Hann
//          window; from 192 kHz on the true peak is the sample peak.
// Cost:    the filter runs only where the samples about could lead it above the
//          peak so far.
// Threads: one meter belongs to one thread.
class PeakMeter {
 public:
  // REQUIRES: sample_rate_hz and channel_count are in range.
  PeakMeter(int32_t sample_rate_hz, int32_t channel_count);

  // Adds whole frames, interleaved.
  // REQUIRES: no value is NaN.
  void Add(std::span<const float> interleaved);

  // Full scale is 1. The true peak is never below the sample peak.
  float sample_peak() const { return sample_peak_; }
  float true_peak() const { return true_peak_; }

 private:
  void AddChunk(std::span<const float> samples);

  const Kernels& kernels_;
  const size_t channels_;
  int phase_count_ = 0;  // between two samples
  size_t tap_count_ = 0;
  std::array<float, 36> taps_{};
  float gain_max_ = 0;  // of any phase: the sum of its taps' magnitudes
  // The samples before those of the chunk, and the chunk.
  std::vector<float> buffer_;
  float history_peak_ = 0;
  float sample_peak_ = 0;
  float true_peak_ = 0;
};

}  // namespace ritornello::analysis
