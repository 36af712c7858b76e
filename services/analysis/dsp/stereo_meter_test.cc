#include "services/analysis/dsp/stereo_meter.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

namespace ritornello::analysis {
namespace {

// Left is a sine; right the same, `phase` ahead and times `gain`.
StereoMeter Measured(double gain, double phase) {
  StereoMeter meter;
  for (int frame = 0; frame < 4'800; ++frame) {
    const double angle = 2 * std::numbers::pi * frame / 48;
    meter.Add(
        std::vector<float>{static_cast<float>(std::sin(angle)),
                           static_cast<float>(gain * std::sin(angle + phase))});
  }
  return meter;
}

TEST(StereoMeterTest, CorrelationAndMonoFold) {
  constexpr double kPi = std::numbers::pi;
  struct {
    const char* fact;
    double gain;
    double phase;
    double correlation;
    double loss_lu;
  } const cases[] = {
      {"identical", 1, 0, 1, 0},
      {"a quarter period apart", 1, kPi / 2, 0, 3.01},
      {"a sixth: cos 60", 1, kPi / 3, 0.5, 1.25},
      {"cancelling", 1, kPi, -1, 120},
      // fold (1 + 0.5) / 2 = 0.75; stereo (1 + 0.25) / 2: 10 lg(0.625/0.5625)
      {"half as loud", 0.5, 0, 1, 0.46},
      // fold 0.25: 10 lg(0.625 / 0.0625)
      {"inverted and half as loud", 0.5, kPi, -1, 10},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.fact);
    const StereoMeter meter = Measured(c.gain, c.phase);
    ASSERT_TRUE(meter.Correlation().has_value());
    ASSERT_TRUE(meter.MonoFoldLoss().has_value());
    EXPECT_NEAR(*meter.Correlation(), c.correlation, 0.001);
    EXPECT_NEAR(meter.MonoFoldLoss()->value(), c.loss_lu, 0.01);
  }
}

TEST(StereoMeterTest, AnExactInversionLosesEverything) {
  StereoMeter meter;
  meter.Add(std::vector<float>{0.5F, -0.5F, -0.25F, 0.25F});
  EXPECT_EQ(meter.MonoFoldLoss(), kMonoFoldLossMax);
  ASSERT_TRUE(meter.Correlation().has_value());
  EXPECT_DOUBLE_EQ(*meter.Correlation(), -1);
}

TEST(StereoMeterTest, SilenceHasNoRelation) {
  StereoMeter meter;
  meter.Add(std::vector<float>{0, 0, 0, 0});
  EXPECT_EQ(meter.Correlation(), std::nullopt);
  EXPECT_EQ(meter.MonoFoldLoss(), std::nullopt);
  meter.Add(std::vector<float>{0.5F, 0});
  EXPECT_EQ(meter.Correlation(), std::nullopt);
  ASSERT_TRUE(meter.MonoFoldLoss().has_value());
  EXPECT_NEAR(meter.MonoFoldLoss()->value(), 3.01, 0.01);
}

}  // namespace
}  // namespace ritornello::analysis
