// EBU Tech 3341, the minimum requirements of an EBU-mode meter, by the
// standard's own case numbers. Signals are synthesised from its recipes.
// Cases 7 and 8 are authentic programmes that cannot be synthesised.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <vector>

#include "services/analysis/testing/signal.h"
#include "tests/conformance/measured.h"

namespace ritornello::analysis {
namespace {

using testing::Amplitude;
using testing::ChannelTones;
using testing::Excerpt;
using testing::kSilenceDbfs;
using testing::Segment;
using testing::Signal;
using testing::Tone;

constexpr double kTolerance = 0.1;  // LU
constexpr int64_t kRate = 48'000;

void ExpectAllAt(const Report& report, double lufs) {
  EXPECT_NEAR(report.momentary_max->value(), lufs, kTolerance);
  EXPECT_NEAR(report.short_term_max->value(), lufs, kTolerance);
  EXPECT_NEAR(report.integrated->value(), lufs, kTolerance);
}

TEST(Tech3341, Case01) { ExpectAllAt(Measured(Tone({{20, -23}})), -23); }

TEST(Tech3341, Case02) { ExpectAllAt(Measured(Tone({{20, -33}})), -33); }

TEST(Tech3341, Case03) {
  const Report report = Measured(Tone({{10, -36}, {60, -23}, {10, -36}}));
  EXPECT_NEAR(report.integrated->value(), -23, kTolerance);
}

TEST(Tech3341, Case04) {
  const Report report =
      Measured(Tone({{10, -72}, {10, -36}, {60, -23}, {10, -36}, {10, -72}}));
  EXPECT_NEAR(report.integrated->value(), -23, kTolerance);
}

TEST(Tech3341, Case05) {
  const Report report = Measured(Tone({{20, -26}, {20.1, -20}, {20, -26}}));
  EXPECT_NEAR(report.integrated->value(), -23, kTolerance);
}

TEST(Tech3341, Case06) {
  const Report five = Measured(ChannelTones(20, {-28, -28, -24, -30, -30}));
  EXPECT_NEAR(five.integrated->value(), -23, kTolerance);
  const Report six =
      Measured(ChannelTones(20, {-28, -28, -24, kSilenceDbfs, -30, -30}));
  EXPECT_NEAR(six.integrated->value(), -23, kTolerance);
}

// `segments`, `times` times over.
std::vector<Segment> Repeated(const std::vector<Segment>& segments, int times) {
  std::vector<Segment> all;
  for (int i = 0; i < times; ++i) {
    all.insert(all.end(), segments.begin(), segments.end());
  }
  return all;
}

// Constant from 3 s on: whatever 3 s are cut out, they read the same.
TEST(Tech3341, Case09) {
  const Signal signal = Tone(Repeated({{1.34, -20}, {1.66, -30}}, 5));
  EXPECT_NEAR(Measured(signal).short_term_max->value(), -23, kTolerance);
  for (int64_t first = 0; first <= 12 * kRate; first += kRate * 7 / 10) {
    const Report report = Measured(Excerpt(signal, first, 3 * kRate));
    EXPECT_NEAR(report.short_term_max->value(), -23, kTolerance)
        << "at frame " << first;
  }
}

TEST(Tech3341, Case10) {
  for (int i = 0; i < 20; ++i) {
    SCOPED_TRACE(i);
    const Report report =
        Measured(Tone({{0.15 * i, kSilenceDbfs}, {3, -23}, {1, kSilenceDbfs}}));
    EXPECT_NEAR(report.short_term_max->value(), -23, kTolerance);
  }
}

// A live meter is read after every segment; what it has seen is at least the
// segment and the one before, which was quieter.
TEST(Tech3341, Case11) {
  std::vector<Segment> segments;
  for (int i = 0; i < 20; ++i) {
    segments.push_back({0.15 * i, kSilenceDbfs});
    segments.push_back({3, -38.0 + i});
    segments.push_back({3 - 0.15 * i, kSilenceDbfs});
  }
  const Signal signal = Tone(segments);
  constexpr int64_t kSegment = 6 * kRate;
  for (int i = 0; i < 20; ++i) {
    const int64_t first = std::max(0, i - 1) * kSegment;
    const int64_t end = (i + 1) * kSegment;
    const Report report = Measured(Excerpt(signal, first, end - first));
    EXPECT_NEAR(report.short_term_max->value(), -38.0 + i, kTolerance) << i;
  }
}

// Constant from 1 s on: whatever 400 ms are cut out, they read the same.
TEST(Tech3341, Case12) {
  const Signal signal = Tone(Repeated({{0.18, -20}, {0.22, -30}}, 25));
  EXPECT_NEAR(Measured(signal).momentary_max->value(), -23, kTolerance);
  for (int64_t first = kRate; first <= 9 * kRate; first += kRate * 7 / 100) {
    // The filters settle in the 100 ms before.
    const int64_t lead = kRate / 10;
    Signal excerpt = Excerpt(signal, first - lead, lead + kRate * 4 / 10);
    const Report report = Measured(excerpt);
    EXPECT_NEAR(report.momentary_max->value(), -23, kTolerance)
        << "at frame " << first;
  }
}

TEST(Tech3341, Case13) {
  for (int i = 0; i < 20; ++i) {
    SCOPED_TRACE(i);
    const Report report = Measured(
        Tone({{0.02 * i, kSilenceDbfs}, {0.4, -23}, {1, kSilenceDbfs}}));
    EXPECT_NEAR(report.momentary_max->value(), -23, kTolerance);
  }
}

TEST(Tech3341, Case14) {
  std::vector<Segment> segments;
  for (int i = 0; i < 20; ++i) {
    segments.push_back({0.02 * i, kSilenceDbfs});
    segments.push_back({0.4, -38.0 + i});
    segments.push_back({0.4 - 0.02 * i, kSilenceDbfs});
  }
  const Signal signal = Tone(segments);
  constexpr int64_t kSegment = kRate * 8 / 10;
  for (int i = 0; i < 20; ++i) {
    const int64_t first = std::max(0, i - 1) * kSegment;
    const int64_t end = (i + 1) * kSegment;
    const Report report = Measured(Excerpt(signal, first, end - first));
    EXPECT_NEAR(report.momentary_max->value(), -38.0 + i, kTolerance) << i;
  }
}

// True peak: +0.2 dB, -0.4 dB.
void ExpectTruePeak(const Signal& signal, double dbtp) {
  const Report report = Measured(signal);
  EXPECT_LE(report.true_peak->value(), dbtp + 0.2);
  EXPECT_GE(report.true_peak->value(), dbtp - 0.4);
}

// A linear fade of 100 ms at both ends, `seconds` long.
double Fade(double seconds, double length_seconds) {
  constexpr double kFadeSeconds = 0.1;
  return std::min(
      {1.0, seconds / kFadeSeconds, (length_seconds - seconds) / kFadeSeconds});
}

// A sine at the `divisor`th part of the sample rate, 3.2 s, stereo.
Signal PeakTone(int divisor, double phase_degrees, double amplitude) {
  constexpr double kSeconds = 3.2;
  Signal signal;
  for (int64_t frame = 0; frame < std::llround(kSeconds * kRate); ++frame) {
    const double angle =
        2 * std::numbers::pi * static_cast<double>(frame % divisor) / divisor +
        phase_degrees * std::numbers::pi / 180;
    const auto sample =
        static_cast<float>(amplitude * std::sin(angle) *
                           Fade(static_cast<double>(frame) / kRate, kSeconds));
    signal.samples.insert(signal.samples.end(), 2, sample);
  }
  return signal;
}

TEST(Tech3341, Case15) { ExpectTruePeak(PeakTone(4, 0, Amplitude(-6)), -6); }

TEST(Tech3341, Case16) { ExpectTruePeak(PeakTone(4, 45, Amplitude(-6)), -6); }

TEST(Tech3341, Case17) { ExpectTruePeak(PeakTone(6, 60, Amplitude(-6)), -6); }

TEST(Tech3341, Case18) { ExpectTruePeak(PeakTone(8, 67.5, Amplitude(-6)), -6); }

TEST(Tech3341, Case19) { ExpectTruePeak(PeakTone(4, 45, Amplitude(3.01)), 3); }

// The signal of cases 20 to 23, at four times the sample rate: a sine of a
// sixth of the rate, into which one period of a quarter of the rate at full
// scale is inserted, so that a peak falls between samples.
class InsertedPeriod {
 public:
  static constexpr int64_t kBefore = 289'920;  // 1.51 s at 192 kHz
  static constexpr int64_t kPeriod = 16;       // of 48 / 4 kHz at 192 kHz
  static constexpr int64_t kLength = 4 * 153'600 + 16;

  static double At(int64_t n) {
    const double length = static_cast<double>(kLength);
    const double fade =
        Fade(static_cast<double>(n) / 192'000, length / 192'000);
    if (n < 0 || n >= kLength) return 0;
    if (n < kBefore) return fade * Amplitude(-6) * Sine(n, 24);
    if (n < kBefore + kPeriod) return fade * Sine(n - kBefore, kPeriod);
    return fade * Amplitude(-6) * Sine(n - kBefore - kPeriod, 24);
  }

 private:
  static double Sine(int64_t n, int64_t period) {
    return std::sin(2 * std::numbers::pi * static_cast<double>(n % period) /
                    static_cast<double>(period));
  }
};

// Low-pass at half the lower rate: a Hann-windowed sinc.
std::vector<double> LowPass(int half_length) {
  std::vector<double> taps;
  for (int n = -half_length; n <= half_length; ++n) {
    const double x = std::numbers::pi * n / 4;
    const double sinc = n == 0 ? 1 : std::sin(x) / x;
    const double window =
        0.5 + 0.5 * std::cos(std::numbers::pi * n / (half_length + 1));
    taps.push_back(sinc * window / 4);
  }
  return taps;
}

Signal Decimated(int64_t offset) {
  constexpr int kHalfLength = 1'000;
  const std::vector<double> taps = LowPass(kHalfLength);
  Signal signal;
  for (int64_t n = offset; n < InsertedPeriod::kLength; n += 4) {
    double sample = InsertedPeriod::At(n);
    // Away from the join the filter would give the sine back unchanged.
    if (std::abs(n - InsertedPeriod::kBefore) < 2 * kHalfLength) {
      sample = 0;
      for (int k = -kHalfLength; k <= kHalfLength; ++k) {
        sample += taps[static_cast<size_t>(k + kHalfLength)] *
                  InsertedPeriod::At(n - k);
      }
    }
    signal.samples.insert(signal.samples.end(), 2, static_cast<float>(sample));
  }
  return signal;
}

TEST(Tech3341, Case20) { ExpectTruePeak(Decimated(0), 0); }
TEST(Tech3341, Case21) { ExpectTruePeak(Decimated(1), 0); }
TEST(Tech3341, Case22) { ExpectTruePeak(Decimated(2), 0); }
TEST(Tech3341, Case23) { ExpectTruePeak(Decimated(3), 0); }

}  // namespace
}  // namespace ritornello::analysis
