#include "services/analysis/model/report.h"

#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "libs/status/status_matchers.h"

namespace ritornello::analysis {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

Report Smallest() {
  Report report;
  report.analyzer_version = "ritornello-analysis/1";
  report.sample_rate_hz = kSampleRateMinHz;
  report.channel_count = 1;
  return report;
}

TEST(ReportTest, WhatMeasureCannotHaveWrittenIsRefused) {
  struct {
    const char* field;
    std::function<void(Report&)> spoil;
  } const cases[] = {
      {"analyzer_version", [](auto& r) { r.analyzer_version.clear(); }},
      {"sample_rate_hz", [](auto& r) { r.sample_rate_hz = 7'999; }},
      {"sample_rate_hz", [](auto& r) { r.sample_rate_hz = 384'001; }},
      {"channel_count", [](auto& r) { r.channel_count = 0; }},
      {"channel_count", [](auto& r) { r.channel_count = 9; }},
      {"frame_count", [](auto& r) { r.frame_count = -1; }},
      {"duration_seconds", [](auto& r) { r.duration_seconds = kNan; }},
      {"integrated_lufs", [](auto& r) { r.integrated = Lufs::Silence(); }},
      {"loudness_range_lu", [](auto& r) { r.loudness_range = Lu(kNan); }},
      {"momentary_max_lufs", [](auto& r) { r.momentary_max = Lufs(kNan); }},
      {"short_term_max_lufs", [](auto& r) { r.short_term_max = Lufs(kNan); }},
      {"true_peak_dbtp", [](auto& r) { r.true_peak = Dbtp(kInfinity); }},
      {"sample_peak_dbfs", [](auto& r) { r.sample_peak_dbfs = -kInfinity; }},
      {"clip_run_count", [](auto& r) { r.clip_run_count = -1; }},
      {"clipped_sample_count", [](auto& r) { r.clipped_sample_count = -1; }},
      {"longest_clip_run", [](auto& r) { r.longest_clip_run = -1; }},
      {"first_clip_seconds", [](auto& r) { r.first_clip_seconds = kNan; }},
      {"dc_offset", [](auto& r) { r.dc_offset = kNan; }},
      {"head_silence_seconds", [](auto& r) { r.head_silence_seconds = kNan; }},
      {"tail_silence_seconds", [](auto& r) { r.tail_silence_seconds = kNan; }},
      {"stereo_correlation", [](auto& r) { r.stereo_correlation = kNan; }},
      {"mono_fold_loss_lu", [](auto& r) { r.mono_fold_loss = Lu(kNan); }},
      {"non_finite_sample_count",
       [](auto& r) { r.non_finite_sample_count = -1; }},
      {"first_non_finite_seconds",
       [](auto& r) { r.first_non_finite_seconds = kNan; }},
      {"out_of_range_sample_count",
       [](auto& r) { r.out_of_range_sample_count = -1; }},
      {"analyzer_version",
       [](auto& r) {
         r.analyzer_version = std::string(kReportTextSizeMax + 1, 'x');
       }},
      {"file_sha256",
       [](auto& r) {
         r.file_sha256 = std::string(kReportTextSizeMax + 1, 'x');
       }},
      {"absences[0].field",
       [](auto& r) {
         r.absences.resize(1);
         r.absences[0].field = std::string(kReportTextSizeMax + 1, 'x');
       }},
      {"absences", [](auto& r) { r.absences.resize(kAbsenceCountMax + 1); }},
      {"absences[1].detail",
       [](auto& r) {
         r.absences.resize(2);
         r.absences[1].detail = std::string(kReportTextSizeMax + 1, 'x');
       }},
  };
  EXPECT_THAT(Validate(Smallest()), IsOk());
  Report largest = Smallest();
  largest.absences.resize(kAbsenceCountMax);
  largest.absences.back().detail = std::string(kReportTextSizeMax, 'x');
  EXPECT_THAT(Validate(largest), IsOk());
  for (const auto& c : cases) {
    SCOPED_TRACE(c.field);
    Report report = Smallest();
    c.spoil(report);
    EXPECT_THAT(Validate(report),
                FailsWith(absl::StatusCode::kInvalidArgument, c.field));
  }
}

TEST(ReportTest, AnAbsenceIsFoundByItsField) {
  Report report = Smallest();
  report.absences = {{"bit_depth", Absence::Reason::kLossyEncoding, "lossy"}};
  ASSERT_NE(AbsenceOf(report, "bit_depth"), nullptr);
  EXPECT_EQ(AbsenceOf(report, "bit_depth")->detail, "lossy");
  EXPECT_EQ(AbsenceOf(report, "dc_offset"), nullptr);
}

TEST(ReportTest, ContainersAreNamedAsOnTheWire) {
  EXPECT_EQ(ContainerName(Container::kWav), "WAV");
  EXPECT_EQ(ContainerName(Container::kAiff), "AIFF");
  EXPECT_EQ(ContainerName(Container::kFlac), "FLAC");
  EXPECT_EQ(ContainerName(Container::kOgg), "OGG");
  EXPECT_EQ(ContainerName(Container::kMp3), "MP3");
}

}  // namespace
}  // namespace ritornello::analysis
