// EBU Tech 3342, loudness range, by the standard's own case numbers. Cases 5
// and 6 are the authentic programmes of Tech 3341 cases 7 and 8, which cannot
// be synthesised.
#include <gtest/gtest.h>

#include "services/analysis/testing/signal.h"
#include "tests/conformance/measured.h"

namespace ritornello::analysis {
namespace {

using testing::Tone;

constexpr double kTolerance = 1;  // LU

TEST(Tech3342, Case01) {
  const Report report = Measured(Tone({{20, -20}, {20, -30}}));
  EXPECT_NEAR(report.loudness_range->value(), 10, kTolerance);
}

TEST(Tech3342, Case02) {
  const Report report = Measured(Tone({{20, -20}, {20, -15}}));
  EXPECT_NEAR(report.loudness_range->value(), 5, kTolerance);
}

TEST(Tech3342, Case03) {
  const Report report = Measured(Tone({{20, -40}, {20, -20}}));
  EXPECT_NEAR(report.loudness_range->value(), 20, kTolerance);
}

TEST(Tech3342, Case04) {
  const Report report =
      Measured(Tone({{20, -50}, {20, -35}, {20, -20}, {20, -35}, {20, -50}}));
  EXPECT_NEAR(report.loudness_range->value(), 15, kTolerance);
}

}  // namespace
}  // namespace ritornello::analysis
