#include "services/analysis/dsp/peak_meter.h"

#include <ebur128.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace ritornello::analysis {
namespace {

std::vector<float> Noise(size_t frame_count, size_t channels) {
  std::mt19937 random(static_cast<uint32_t>(frame_count * 10 + channels));
  std::normal_distribution<float> noise(0, 0.1F);
  std::vector<float> samples(frame_count * channels);
  for (size_t i = 0; i < samples.size(); ++i) {
    // Swells, so that some parts can be passed over and others not.
    const float swell =
        0.2F + std::fabs(std::sin(static_cast<float>(i) * 2e-4F));
    samples[i] = swell * noise(random);
  }
  return samples;
}

double TruePeakOfLibebur128(const std::vector<float>& samples, int32_t rate_hz,
                            int32_t channel_count) {
  ebur128_state* state =
      ebur128_init(static_cast<unsigned>(channel_count),
                   static_cast<unsigned long>(rate_hz), EBUR128_MODE_TRUE_PEAK);
  ebur128_add_frames_float(state, samples.data(),
                           samples.size() / static_cast<size_t>(channel_count));
  double highest = 0;
  for (int32_t channel = 0; channel < channel_count; ++channel) {
    double peak = 0;
    ebur128_true_peak(state, static_cast<unsigned>(channel), &peak);
    highest = std::max(highest, peak);
  }
  ebur128_destroy(&state);
  return highest;
}

TEST(PeakMeterTest, AgreesWithLibebur128) {
  for (const int32_t rate_hz :
       {8'000, 44'100, 48'000, 95'999, 96'000, 191'999, 192'000, 384'000}) {
    for (const int32_t channel_count : {1, 2, 3, 5, 6, 8}) {
      SCOPED_TRACE(::testing::Message() << rate_hz << "/" << channel_count);
      const std::vector<float> samples =
          Noise(20'011, static_cast<size_t>(channel_count));
      PeakMeter meter(rate_hz, channel_count);
      meter.Add(samples);
      const double theirs =
          TruePeakOfLibebur128(samples, rate_hz, channel_count);
      EXPECT_NEAR(20 * std::log10(meter.true_peak()), 20 * std::log10(theirs),
                  1e-5);
      float sample_peak = 0;
      for (const float sample : samples) {
        sample_peak = std::max(sample_peak, std::fabs(sample));
      }
      EXPECT_EQ(meter.sample_peak(), sample_peak);
    }
  }
}

TEST(PeakMeterTest, BlocksOfAnySizeReadTheSame) {
  const std::vector<float> samples = Noise(5'003, 2);
  PeakMeter whole(48'000, 2);
  whole.Add(samples);
  for (const size_t frames : {1U, 7U, 11U, 12U, 255U, 256U, 257U, 4'096U}) {
    SCOPED_TRACE(frames);
    PeakMeter meter(48'000, 2);
    std::span<const float> rest(samples);
    while (!rest.empty()) {
      const size_t count = std::min(rest.size(), 2 * frames);
      meter.Add(rest.first(count));
      rest = rest.subspan(count);
    }
    EXPECT_EQ(meter.true_peak(), whole.true_peak());
    EXPECT_EQ(meter.sample_peak(), whole.sample_peak());
  }
}

// A sine at a quarter of the rate, 45 degrees on: its samples miss the crest
// by 3.01 dB.
TEST(PeakMeterTest, From192kHzOnTheTruePeakIsTheSamplePeak) {
  for (const int32_t rate_hz : {48'000, 96'000, 192'000}) {
    SCOPED_TRACE(rate_hz);
    PeakMeter meter(rate_hz, 1);
    for (int frame = 0; frame < rate_hz / 10; ++frame) {
      constexpr float kSamples[] = {0.5F, 0.5F, -0.5F, -0.5F};
      meter.Add(std::span(&kSamples[frame % 4], 1));
    }
    EXPECT_EQ(meter.sample_peak(), 0.5F);
    if (rate_hz < 192'000) {
      EXPECT_NEAR(meter.true_peak(), std::sqrt(0.5), 0.04);
    } else {
      EXPECT_EQ(meter.true_peak(), 0.5F);
    }
  }
}

TEST(PeakMeterTest, SilenceHasNone) {
  PeakMeter meter(48'000, 2);
  EXPECT_EQ(meter.true_peak(), 0);
  meter.Add(std::vector<float>(2'000));
  EXPECT_EQ(meter.true_peak(), 0);
  EXPECT_EQ(meter.sample_peak(), 0);
}

}  // namespace
}  // namespace ritornello::analysis
