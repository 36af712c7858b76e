#include "services/analysis/dsp/level_meter.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace ritornello::analysis {
namespace {

TEST(LevelMeterTest, DcIsOfTheWorstChannelWithItsSign) {
  LevelMeter meter(2);
  EXPECT_EQ(meter.DcOffset(), 0);
  for (int i = 0; i < 10; ++i) {
    meter.Add(std::vector<float>{0.25F, -0.5F, 0.25F, 0.25F});
  }
  EXPECT_DOUBLE_EQ(meter.DcOffset(), 0.25);  // right: (-0.5 + 0.25) / 2
  LevelMeter negative(2);
  negative.Add(std::vector<float>{0.25F, -0.5F});
  EXPECT_DOUBLE_EQ(negative.DcOffset(), -0.5);
  EXPECT_EQ(negative.frame_count(), 1);
}

TEST(LevelMeterTest, SilenceEndsAtTheFirstSampleAboveMinus60Dbfs) {
  LevelMeter meter(1);
  meter.Add(std::vector<float>{0, kSilenceLevel, -kSilenceLevel});
  EXPECT_EQ(meter.first_loud_frame(), std::nullopt);
  EXPECT_EQ(meter.last_loud_frame(), std::nullopt);
  meter.Add(std::vector<float>{0, std::nextafter(-kSilenceLevel, -1.0F), 0});
  EXPECT_EQ(meter.first_loud_frame(), 4);
  EXPECT_EQ(meter.last_loud_frame(), 4);
  meter.Add(std::vector<float>{1, 0, 0});
  EXPECT_EQ(meter.first_loud_frame(), 4);
  EXPECT_EQ(meter.last_loud_frame(), 6);
  EXPECT_EQ(meter.frame_count(), 9);
}

TEST(LevelMeterTest, AnyChannelIsEnough) {
  LevelMeter meter(3);
  meter.Add(std::vector<float>{0, 0, 0, 0, 0, 0.1F, 0, 0, 0});
  EXPECT_EQ(meter.first_loud_frame(), 1);
  EXPECT_EQ(meter.last_loud_frame(), 1);
}

}  // namespace
}  // namespace ritornello::analysis
