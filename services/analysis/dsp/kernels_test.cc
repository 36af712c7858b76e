#include "services/analysis/dsp/kernels.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

#include "services/analysis/dsp/k_weighting.h"

namespace ritornello::analysis {
namespace {

// Of 0 to a few vectors, and what does not fill one.
constexpr size_t kSizes[] = {0,  1,  2,  7,  8,  9,  15,  16,   17,
                             31, 32, 33, 63, 64, 65, 130, 1'001};

std::vector<float> Noise(size_t size, uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> noise(0, 0.3F);
  std::vector<float> samples(size);
  for (float& sample : samples) sample = noise(random);
  return samples;
}

class KernelsTest : public ::testing::TestWithParam<size_t> {
 protected:
  const Kernels& kernels() const { return AvailableKernels()[GetParam()]; }
};

INSTANTIATE_TEST_SUITE_P(All, KernelsTest,
                         ::testing::Range(size_t{0}, AvailableKernels().size()),
                         [](const auto& test) {
                           return std::to_string(test.param);
                         });

TEST_P(KernelsTest, TheLargestMagnitude) {
  for (const size_t size : kSizes) {
    SCOPED_TRACE(size);
    std::vector<float> samples = Noise(size, 1);
    float largest = 0;
    for (const float sample : samples) {
      largest = std::max(largest, std::fabs(sample));
    }
    EXPECT_EQ(std::bit_cast<float>(kernels().max_magnitude_bits(samples)),
              largest);
    // What is no number is found wherever it stands.
    for (const float odd : {std::numeric_limits<float>::quiet_NaN(),
                            -std::numeric_limits<float>::quiet_NaN(),
                            -std::numeric_limits<float>::infinity()}) {
      for (size_t i = 0; i < size; ++i) {
        const float kept = std::exchange(samples[i], odd);
        EXPECT_GE(kernels().max_magnitude_bits(samples), 0x7f800000U);
        samples[i] = kept;
      }
    }
  }
}

// One tap after the other, as the formula is written.
float Between(const std::vector<float>& samples, size_t history,
              size_t channels, const float* taps, int phases, int tap_count) {
  float largest = 0;
  for (size_t i = history; i < samples.size(); ++i) {
    for (int phase = 0; phase < phases; ++phase) {
      float sum = 0;
      for (int tap = 0; tap < tap_count; ++tap) {
        const float product = samples[i - static_cast<size_t>(tap) * channels] *
                              taps[phase * tap_count + tap];
        sum += product;
      }
      largest = std::max(largest, std::fabs(sum));
    }
  }
  return largest;
}

TEST_P(KernelsTest, ThePeakBetweenSamplesToTheLastBit) {
  const std::vector<float> taps = Noise(36, 2);
  for (const size_t channels : {1U, 2U, 6U}) {
    for (const size_t size : kSizes) {
      SCOPED_TRACE(::testing::Message() << size << " of " << channels);
      const size_t quarters = 11 * channels;
      std::vector<float> samples = Noise(quarters + size, 3);
      EXPECT_EQ(kernels().quarters_peak(std::span(samples).subspan(quarters),
                                        channels, taps.data()),
                Between(samples, quarters, channels, taps.data(), 3, 12));
      const size_t halves = 23 * channels;
      samples = Noise(halves + size, 4);
      EXPECT_EQ(kernels().halves_peak(std::span(samples).subspan(halves),
                                      channels, taps.data()),
                Between(samples, halves, channels, taps.data(), 1, 24));
    }
  }
}

// All sets give the bytes of the first, whose figures loudness_meter_test holds
// against libebur128.
TEST_P(KernelsTest, EnergiesAreThoseOfEveryProcessor) {
  const FilterBlock filter = MakeKWeighting(48'000);
  const Kernels& plain = AvailableKernels()[0];
  for (const size_t blocks : {0U, 1U, 2U, 100U}) {
    SCOPED_TRACE(blocks);
    const std::vector<float> samples = Noise(blocks * 16, 5);
    for (const bool is_stereo : {false, true}) {
      const auto run = [&](const Kernels& of) {
        simd::FourDoubles states[2] = {{0.1, -0.2, 0.3, -0.4}, {1, 2, 3, 4}};
        std::vector<double> result(blocks * 8);
        const auto energy = is_stereo ? of.stereo_energy : of.mono_energy;
        energy(samples.data(), blocks, filter, states, result.data());
        for (const auto& state : states) {
          for (int i = 0; i < 4; ++i) result.push_back(state[i]);
        }
        return result;
      };
      EXPECT_EQ(run(kernels()), run(plain));
    }
  }
}

TEST_P(KernelsTest, SilenceComesToAnEnd) {
  const FilterBlock filter = MakeKWeighting(48'000);
  simd::FourDoubles states[2] = {{1, -1, 1, -1}, {1, 1, 1, 1}};
  const std::vector<float> silence(4 * 48'000 * 2);
  std::vector<double> energies(silence.size() / 2);
  kernels().stereo_energy(silence.data(), energies.size() / 8, filter, states,
                          energies.data());
  EXPECT_GT(energies.front(), 0);
  EXPECT_EQ(energies.back(), 0);
  for (const auto& state : states) {
    for (int i = 0; i < 4; ++i) EXPECT_EQ(state[i], 0);
  }
}

TEST_P(KernelsTest, SumsAreThoseOfEveryProcessor) {
  const Kernels& plain = AvailableKernels()[0];
  for (const size_t size : kSizes) {
    SCOPED_TRACE(size);
    const std::vector<float> samples = Noise(size, 6);
    double lanes[8];
    double expected[8] = {};
    kernels().lane_sums(samples, lanes);
    for (size_t i = 0; i < size; ++i) expected[i % 8] += samples[i];
    for (int i = 0; i < 8; ++i) EXPECT_EQ(lanes[i], expected[i]);
    if (size % 2 != 0) continue;
    const StereoSums sums = kernels().stereo_sums(samples);
    const StereoSums same = plain.stereo_sums(samples);
    EXPECT_EQ(std::memcmp(&sums, &same, sizeof(sums)), 0);
    StereoSums serial;
    for (size_t i = 0; i < size; i += 2) {
      const double left = samples[i];
      const double right = samples[i + 1];
      serial.left_energy += left * left;
      serial.right_energy += right * right;
      serial.product += left * right;
      serial.fold_energy += (left + right) * (left + right) / 4;
    }
    EXPECT_NEAR(sums.left_energy, serial.left_energy,
                1e-12 * static_cast<double>(size));
    EXPECT_NEAR(sums.right_energy, serial.right_energy,
                1e-12 * static_cast<double>(size));
    EXPECT_NEAR(sums.product, serial.product,
                1e-12 * static_cast<double>(size));
    EXPECT_NEAR(sums.fold_energy, serial.fold_energy,
                1e-12 * static_cast<double>(size));
  }
}

}  // namespace
}  // namespace ritornello::analysis
