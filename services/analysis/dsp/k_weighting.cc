#include "services/analysis/dsp/k_weighting.h"

#include <array>
#include <cmath>
#include <numbers>

namespace ritornello::analysis {
namespace {

// H(z) = (b0 + b1/z + b2/z^2) / (1 + a1/z + a2/z^2)
struct Biquad {
  double b0, b1, b2, a1, a2;
};

// The analogue prototypes behind the table of BS.1770 at 48 kHz: a corner, its
// sharpness, and the gain above it.
constexpr double kShelfHz = 1681.974450955533;
constexpr double kShelfQ = 0.7071752369554196;
constexpr double kShelfGainDb = 3.999843853973347;
constexpr double kShelfSlope = 0.4996667741545416;
constexpr double kHighPassHz = 38.13547087602444;
constexpr double kHighPassQ = 0.5003270373238773;

double Warped(double hz, int32_t sample_rate_hz) {
  return std::tan(std::numbers::pi * hz / sample_rate_hz);
}

Biquad Shelf(int32_t sample_rate_hz) {
  const double k = Warped(kShelfHz, sample_rate_hz);
  const double high = std::pow(10, kShelfGainDb / 20);
  const double band = std::pow(high, kShelfSlope);
  const double a0 = 1 + k / kShelfQ + k * k;
  return {(high + band * k / kShelfQ + k * k) / a0, 2 * (k * k - high) / a0,
          (high - band * k / kShelfQ + k * k) / a0, 2 * (k * k - 1) / a0,
          (1 - k / kShelfQ + k * k) / a0};
}

// BS.1770 leaves the numerator at 1, -2, 1 for every rate.
Biquad HighPass(int32_t sample_rate_hz) {
  const double k = Warped(kHighPassHz, sample_rate_hz);
  const double a0 = 1 + k / kHighPassQ + k * k;
  return {1, -2, 1, 2 * (k * k - 1) / a0, (1 - k / kHighPassQ + k * k) / a0};
}

// The filters one sample at a time, in transposed direct form II.
struct Serial {
  Biquad shelf, high_pass;
  std::array<double, 4> state{};

  double Filter(double x) {
    const double middle = Step(shelf, x, &state[0]);
    return Step(high_pass, middle, &state[2]);
  }
  static double Step(const Biquad& f, double x, double* s) {
    const double y = f.b0 * x + s[0];
    s[0] = f.b1 * x - f.a1 * y + s[1];
    s[1] = f.b2 * x - f.a2 * y;
    return y;
  }
};

}  // namespace

FilterBlock MakeKWeighting(int32_t sample_rate_hz) {
  const Serial rest{Shelf(sample_rate_hz), HighPass(sample_rate_hz)};
  FilterBlock block{};
  for (int j = 0; j < simd::kDoubles; ++j) {
    Serial filter = rest;
    for (int i = j; i < simd::kDoubles; ++i) {
      block.from_sample[j][i] = filter.Filter(i == j ? 1 : 0);
    }
    for (int k = 0; k < 4; ++k) {
      block.state_from_sample[j][k] = filter.state[static_cast<size_t>(k)];
    }
  }
  for (int k = 0; k < 4; ++k) {
    Serial filter = rest;
    filter.state[static_cast<size_t>(k)] = 1;
    for (int i = 0; i < simd::kDoubles; ++i) {
      block.from_state[k][i] = filter.Filter(0);
    }
    for (int to = 0; to < 4; ++to) {
      block.state_from_state[k][to] = filter.state[static_cast<size_t>(to)];
    }
  }
  return block;
}

}  // namespace ritornello::analysis
