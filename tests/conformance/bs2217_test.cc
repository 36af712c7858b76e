// ITU-R BS.2217, compliance material for BS.1770 meters: its signals that
// can be synthesised, with its tolerance. The recordings of voice and music
// and the layouts beyond eight channels are not among them.
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>

#include "services/analysis/testing/signal.h"
#include "tests/conformance/measured.h"

namespace ritornello::analysis {
namespace {

using testing::ChannelTones;
using testing::kSilenceDbfs;
using testing::Tone;

constexpr double kTolerance = 0.1;  // LKFS

// Gain of the K-weighting at 48 kHz in dB, from the coefficients that
// BS.1770 Annex 1 prints in tables 1 and 2.
double WeightingDb(double frequency_hz) {
  const std::complex<double> z =
      std::polar(1.0, -2 * std::numbers::pi * frequency_hz / 48'000);
  const std::complex<double> shelf =
      (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z * z) /
      (1.0 - 1.69065929318241 * z + 0.73248077421585 * z * z);
  const std::complex<double> high_pass =
      (1.0 - 2.0 * z + z * z) /
      (1.0 - 1.99004745483398 * z + 0.99007225036621 * z * z);
  return 20 * std::log10(std::abs(shelf * high_pass));
}

// A stereo sine of peak A dBFS reads A + K(f) - 0.691 LKFS.
TEST(Bs2217, Frequencies) {
  for (const double target : {-23.0, -24.0}) {
    for (const double frequency_hz :
         {25.0, 100.0, 500.0, 1'000.0, 2'000.0, 10'000.0}) {
      const double level = target - WeightingDb(frequency_hz) + 0.691;
      const Report report =
          Measured(Tone({{10, level}}, {.frequency_hz = frequency_hz}));
      EXPECT_NEAR(report.integrated->value(), target, kTolerance)
          << frequency_hz << " Hz";
    }
  }
}

// One channel alone: 3.01 dB less than two; the surrounds weigh 1.5 dB more.
TEST(Bs2217, ChannelCheck) {
  struct {
    const char* channel;
    size_t index;
    double level_dbfs;
  } const cases[] = {
      {"L", 0, -19.99},  {"R", 1, -19.99},  {"C", 2, -19.99},
      {"Ls", 4, -21.48}, {"Rs", 5, -21.48},
  };
  for (const auto& c : cases) {
    std::vector<double> levels(6, kSilenceDbfs);
    levels[c.index] = c.level_dbfs;
    EXPECT_NEAR(Measured(ChannelTones(10, levels)).integrated->value(), -23,
                kTolerance)
        << c.channel;
  }
}

TEST(Bs2217, ChannelCheckLfe) {
  const Report report =
      Measured(ChannelTones(10, {kSilenceDbfs, kSilenceDbfs, kSilenceDbfs, -20,
                                 kSilenceDbfs, kSilenceDbfs}));
  EXPECT_EQ(report.integrated, std::nullopt);
}

// Energies add: 3 fronts at 1.0 and 2 surrounds at 1.41 make 7.65 dB.
TEST(Bs2217, SummingTest) {
  const double level = -23 + 3.01 - 7.65;
  const Report report = Measured(
      ChannelTones(10, {level, level, level, kSilenceDbfs, level, level}));
  EXPECT_NEAR(report.integrated->value(), -23, kTolerance);
}

// Windows inside the bursts pass the gate at -70, windows at their edges do
// not.
TEST(Bs2217, AbsGateTest) {
  const Report report = Measured(Tone({{0.8, -90},
                                       {0.5, -69.5},
                                       {0.5, -90},
                                       {0.5, -69.5},
                                       {0.5, -90},
                                       {0.5, -69.5},
                                       {0.7, -90}}));
  EXPECT_NEAR(report.integrated->value(), -69.5, kTolerance);
}

TEST(Bs2217, RelGateTest) {
  const Report report = Measured(
      Tone({{0.5, -90}, {0.9, -19.9}, {1.3, -7.1}, {0.8, -19.9}, {0.5, -90}}));
  EXPECT_NEAR(report.integrated->value(), -10, kTolerance);
}

}  // namespace
}  // namespace ritornello::analysis
