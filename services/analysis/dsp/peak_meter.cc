#include "services/analysis/dsp/peak_meter.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

#include "libs/status/check.h"
#include "services/analysis/dsp/chunks.h"

namespace ritornello::analysis {
namespace {

constexpr int kFilterTaps = 49;

// Samples that are filtered, or passed over, together.
constexpr size_t kChunkSamples = 512;

int OversamplingAt(int32_t sample_rate_hz) {
  if (sample_rate_hz < 96'000) return 4;
  return sample_rate_hz < 192'000 ? 2 : 1;
}

double TapOf(int tap, int oversampling) {
  const int from_middle = tap - kFilterTaps / 2;
  const double angle = from_middle * std::numbers::pi / oversampling;
  const double sinc = from_middle == 0 ? 1 : std::sin(angle) / angle;
  const double hann =
      0.5 * (1 - std::cos(2 * std::numbers::pi * tap / (kFilterTaps - 1)));
  return sinc * hann;
}

}  // namespace

PeakMeter::PeakMeter(int32_t sample_rate_hz, int32_t channel_count)
    : kernels_(BestKernels()), channels_(static_cast<size_t>(channel_count)) {
  RITORNELLO_CHECK(channel_count > 0);
  const int oversampling = OversamplingAt(sample_rate_hz);
  phase_count_ = oversampling - 1;
  // Phase 0 is the sample itself.
  for (int phase = 1; phase < oversampling; ++phase) {
    std::vector<float> taps;
    double gain = 0;
    for (int tap = phase; tap < kFilterTaps; tap += oversampling) {
      const double value = TapOf(tap, oversampling);
      taps.push_back(static_cast<float>(value));
      gain += std::fabs(value);
    }
    tap_count_ = taps.size();
    std::copy(taps.begin(), taps.end(),
              taps_.begin() + (phase - 1) * static_cast<int>(tap_count_));
    // Rounding may lead above the sum.
    gain_max_ = std::max(gain_max_, static_cast<float>(gain * (1 + 1e-5)));
  }
  const size_t history = tap_count_ == 0 ? 0 : (tap_count_ - 1) * channels_;
  buffer_.resize(history + kChunkSamples);
}

void PeakMeter::Add(std::span<const float> interleaved) {
  ForEachChunk(interleaved, channels_, kChunkSamples,
               [this](auto samples) { AddChunk(samples); });
}

void PeakMeter::AddChunk(std::span<const float> samples) {
  const float peak = std::bit_cast<float>(kernels_.max_magnitude_bits(samples));
  sample_peak_ = std::max(sample_peak_, peak);
  true_peak_ = std::max(true_peak_, peak);
  if (phase_count_ == 0) return;
  const size_t history = buffer_.size() - kChunkSamples;
  const auto chunk = std::span(buffer_).subspan(history, samples.size());
  std::copy(samples.begin(), samples.end(), chunk.begin());
  if (std::max(peak, history_peak_) * gain_max_ > true_peak_) {
    const auto between =
        phase_count_ == 3 ? kernels_.quarters_peak : kernels_.halves_peak;
    true_peak_ = std::max(true_peak_, between(chunk, channels_, taps_.data()));
  }
  // The last samples are history to the next chunk.
  std::copy(buffer_.begin() + static_cast<ptrdiff_t>(samples.size()),
            buffer_.begin() + static_cast<ptrdiff_t>(samples.size() + history),
            buffer_.begin());
  history_peak_ =
      samples.size() >= history ? peak : std::max(peak, history_peak_);
}

}  // namespace ritornello::analysis
