#include "services/analysis/dsp/sample_screen.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace ritornello::analysis {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kMax = std::numeric_limits<float>::max();

TEST(SampleScreenTest, OnlyUsableNumbersPass) {
  struct {
    float sample;
    float passed;
    bool is_non_finite;
    bool is_out_of_range;
  } const cases[] = {
      {0.0F, 0.0F, false, false},
      {-1.0F, -1.0F, false, false},
      {16.0F, 16.0F, false, false},
      {-16.0F, -16.0F, false, false},
      {std::nextafter(16.0F, 17.0F), 16.0F, false, true},
      {-1e38F, -16.0F, false, true},
      {kMax, 16.0F, false, true},
      {1e-42F, 1e-42F, false, false},
      {kNan, 0.0F, true, false},
      {-kNan, 0.0F, true, false},
      {kInfinity, 0.0F, true, false},
      {-kInfinity, 0.0F, true, false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.sample);
    SampleScreen screen;
    std::vector<float> samples = {c.sample};
    screen.Screen(samples);
    EXPECT_EQ(samples[0], c.passed);
    EXPECT_EQ(screen.non_finite_count(), c.is_non_finite);
    EXPECT_EQ(screen.out_of_range_count(), c.is_out_of_range);
    EXPECT_EQ(screen.first_non_finite().has_value(), c.is_non_finite);
  }
}

TEST(SampleScreenTest, TheFirstIsCountedFromTheStartOfTheStream) {
  SampleScreen screen;
  std::vector<float> clean(1'000, 0.5F);
  screen.Screen(clean);
  std::vector<float> broken = {0, 0, kNan, 0, kInfinity};
  screen.Screen(broken);
  EXPECT_EQ(screen.first_non_finite(), 1'002);
  EXPECT_EQ(screen.non_finite_count(), 2);
}

}  // namespace
}  // namespace ritornello::analysis
