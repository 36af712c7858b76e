#include "services/analysis/model/delivery_spec.h"

#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "libs/status/error.h"
#include "libs/status/status_matchers.h"

namespace ritornello::analysis {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(DeliverySpecTest, LimitsAreCheckedAtTheirEdges) {
  struct {
    const char* field;
    std::function<void(DeliverySpec&)> set;
    bool is_valid;
  } const cases[] = {
      {"", [](auto&) {}, true},
      {"integrated_min_lufs",
       [](auto& s) { s.integrated_min = s.integrated_max = Lufs(-14); }, true},
      {"integrated_min_lufs",
       [](auto& s) {
         s.integrated_min = Lufs(-13.9);
         s.integrated_max = Lufs(-14);
       },
       false},
      {"integrated_min_lufs",
       [](auto& s) { s.integrated_min = Lufs::Silence(); }, false},
      {"integrated_max_lufs", [](auto& s) { s.integrated_max = Lufs(kNan); },
       false},
      {"true_peak_max_dbtp", [](auto& s) { s.true_peak_max = Dbtp(kInfinity); },
       false},
      {"loudness_range_min_lu",
       [](auto& s) { s.loudness_range_min = Lu(-0.1); }, false},
      {"loudness_range_min_lu",
       [](auto& s) {
         s.loudness_range_min = Lu(9);
         s.loudness_range_max = Lu(8);
       },
       false},
      {"clipped_ppm_max", [](auto& s) { s.clipped_ppm_max = 0; }, true},
      {"clipped_ppm_max", [](auto& s) { s.clipped_ppm_max = 1'000'000; }, true},
      {"clipped_ppm_max", [](auto& s) { s.clipped_ppm_max = -1; }, false},
      {"clipped_ppm_max", [](auto& s) { s.clipped_ppm_max = 1'000'001; },
       false},
      {"dc_offset_max", [](auto& s) { s.dc_offset_max = 1; }, true},
      {"dc_offset_max", [](auto& s) { s.dc_offset_max = 1.01; }, false},
      {"head_silence_max_seconds",
       [](auto& s) { s.head_silence_max_seconds = -1; }, false},
      {"tail_silence_max_seconds",
       [](auto& s) { s.tail_silence_max_seconds = kNan; }, false},
      {"stereo_correlation_min", [](auto& s) { s.stereo_correlation_min = -1; },
       true},
      {"stereo_correlation_min",
       [](auto& s) { s.stereo_correlation_min = -1.01; }, false},
      {"mono_fold_loss_max_lu", [](auto& s) { s.mono_fold_loss_max = Lu(-1); },
       false},
      {"sample_rates_hz[1]",
       [](auto& s) {
         s.sample_rates_hz = {48'000, 7'999};
       },
       false},
      {"sample_rates_hz",
       [](auto& s) {
         s.sample_rates_hz = {8'000, 384'000};
       },
       true},
      {"channel_counts",
       [](auto& s) {
         s.channel_counts = {1, 8};
       },
       true},
      {"channel_counts[0]", [](auto& s) { s.channel_counts = {9}; }, false},
      {"channel_counts",
       [](auto& s) { s.channel_counts.assign(kAllowedValueCountMax, 2); },
       true},
      {"channel_counts",
       [](auto& s) { s.channel_counts.assign(kAllowedValueCountMax + 1, 2); },
       false},
      {"containers",
       [](auto& s) {
         s.containers.assign(kAllowedValueCountMax + 1, Container::kWav);
       },
       false},
      {"bit_depth_min", [](auto& s) { s.bit_depth_min = 0; }, false},
      {"duration_min_seconds",
       [](auto& s) {
         s.duration_min_seconds = 31;
         s.duration_max_seconds = 30;
       },
       false},
      {"duration_max_seconds",
       [](auto& s) { s.duration_max_seconds = kInfinity; }, false},
      {"declared_tempo_bpm", [](auto& s) { s.declared_tempo_bpm = 0; }, false},
  };
  for (size_t i = 0; i < std::size(cases); ++i) {
    SCOPED_TRACE(::testing::Message() << "row " << i << " " << cases[i].field);
    DeliverySpec spec;
    cases[i].set(spec);
    if (cases[i].is_valid) {
      EXPECT_THAT(Validate(spec), IsOk());
    } else {
      EXPECT_THAT(Validate(spec), FailsWith(absl::StatusCode::kInvalidArgument,
                                            cases[i].field));
    }
  }
}

TEST(DeliverySpecTest, AListThatIsTooLongIsOneViolation) {
  DeliverySpec spec;
  spec.sample_rates_hz.assign(100'000, -1);
  const auto violations = FieldViolationsOf(Validate(spec));
  ASSERT_EQ(violations.size(), 1U);
  EXPECT_EQ(violations[0].field, "sample_rates_hz");
  EXPECT_EQ(violations[0].description, "must number at most 32, got 100000");
}

TEST(DeliverySpecTest, EveryViolationIsNamedAtOnce) {
  DeliverySpec spec;
  spec.clipped_ppm_max = -1;
  spec.bit_depth_min = 65;
  const auto violations = FieldViolationsOf(Validate(spec));
  ASSERT_EQ(violations.size(), 2U);
  EXPECT_EQ(violations[0].field, "clipped_ppm_max");
  EXPECT_EQ(violations[0].description, "must be 0..1000000, got -1");
  EXPECT_EQ(violations[1].field, "bit_depth_min");
}

}  // namespace
}  // namespace ritornello::analysis
