#include "services/analysis/domain/judge.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "services/analysis/domain/limit_check.h"

namespace ritornello::analysis {
namespace {

// A report of a clean file: three minutes of 24-bit stereo at 48 kHz.
Report Clean() {
  Report report;
  report.analyzer_version = "ritornello-analysis/1";
  report.container = Container::kWav;
  report.encoding = Encoding::kPcm;
  report.sample_rate_hz = 48'000;
  report.channel_count = 2;
  report.bit_depth = 24;
  report.frame_count = 8'640'000;
  report.declared_frame_count = 8'640'000;
  report.duration_seconds = 180;
  report.integrated = Lufs(-15);
  report.loudness_range = Lu(7);
  report.momentary_max = Lufs(-10);
  report.short_term_max = Lufs(-12);
  report.true_peak = Dbtp(-1.5);
  report.sample_peak_dbfs = -1.8;
  report.dc_offset = -0.0001;
  report.head_silence_seconds = 0.05;
  report.tail_silence_seconds = 1;
  report.stereo_correlation = 0.6;
  report.mono_fold_loss = Lu(1.2);
  report.absences = {{"first_clip_seconds", Absence::Reason::kNoneFound, "-"}};
  return report;
}

DeliverySpec Strict() {
  DeliverySpec spec;
  spec.display_name = "strict";
  spec.integrated_min = Lufs(-16);
  spec.integrated_max = Lufs(-14);
  spec.true_peak_max = Dbtp(-1);
  spec.loudness_range_min = Lu(2);
  spec.loudness_range_max = Lu(20);
  spec.clipped_ppm_max = 100;
  spec.dc_offset_max = 0.01;
  spec.head_silence_max_seconds = 0.5;
  spec.tail_silence_max_seconds = 5;
  spec.stereo_correlation_min = -0.3;
  spec.mono_fold_loss_max = Lu(6);
  spec.containers = {Container::kWav, Container::kFlac};
  spec.sample_rates_hz = {44'100, 48'000};
  spec.channel_counts = {2};
  spec.bit_depth_min = 16;
  spec.duration_min_seconds = 30;
  spec.duration_max_seconds = 300;
  return spec;
}

Finding FindingOf(Rule rule, const Report& report, const DeliverySpec& spec) {
  for (const Finding& finding : Judge(report, spec)) {
    if (finding.rule == rule) return finding;
  }
  ADD_FAILURE() << "rule " << static_cast<int>(rule) << " was not judged";
  return {};
}

TEST(JudgeTest, ACleanFilePassesEveryRuleInOrder) {
  const auto findings = Judge(Clean(), Strict());
  ASSERT_EQ(findings.size(), 16U);
  for (size_t i = 0; i < findings.size(); ++i) {
    EXPECT_EQ(static_cast<size_t>(findings[i].rule), i);
    EXPECT_EQ(findings[i].outcome, Outcome::kPassed);
    EXPECT_EQ(findings[i].problem, "");
    EXPECT_EQ(findings[i].advice, "");
  }
}

TEST(JudgeTest, WithoutRulesIntegrityAndAudibilityRemain) {
  const auto findings = Judge(Clean(), DeliverySpec());
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].rule, Rule::kIntegrity);
  EXPECT_EQ(findings[1].rule, Rule::kAudible);
}

TEST(JudgeTest, AFindingCarriesItsFigures) {
  Report report = Clean();
  report.integrated = Lufs(-9.2);
  const Finding finding =
      FindingOf(Rule::kIntegratedLoudness, report, Strict());
  EXPECT_EQ(finding.measured, -9.2);
  EXPECT_EQ(finding.limit_min, -16);
  EXPECT_EQ(finding.limit_max, -14);
  EXPECT_EQ(finding.unit, "LUFS");
}

// One changed fact, one changed verdict, in words a producer can act on.
TEST(JudgeTest, Verdicts) {
  struct {
    Rule rule;
    std::function<void(Report&)> change;
    Outcome outcome;
    const char* problem;
    const char* advice;  // its beginning
  } const cases[] = {
      {Rule::kIntegrity,
       [](Report& r) {
         r.is_truncated = true;
         r.frame_count = 8'000'000;
       },
       Outcome::kFailed,
       "the file is cut short at 166.67 s: 8000000 of 8640000 declared frames "
       "are there",
       "export the file again"},
      {Rule::kIntegrity,
       [](Report& r) {
         r.is_truncated = true;
         r.declared_frame_count.reset();
       },
       Outcome::kFailed,
       "the file is damaged: of its stream 180.00 s could be read, with gaps "
       "or without the end",
       "export the file again"},
      {Rule::kIntegrity,
       [](Report& r) {
         r.non_finite_sample_count = 3;
         r.first_non_finite_seconds = 1.04;
       },
       Outcome::kFailed, "3 samples are not numbers, the first at 1.04 s",
       "export the file again"},
      {Rule::kIntegrity, [](Report& r) { r.out_of_range_sample_count = 1; },
       Outcome::kFailed, "1 sample is beyond +24 dBFS",
       "export the file again"},
      {Rule::kAudible, [](Report& r) { r.frame_count = 0; }, Outcome::kFailed,
       "the file holds no audio", "check that the export"},
      {Rule::kAudible,
       [](Report& r) {
         r.head_silence_seconds.reset();
         r.tail_silence_seconds.reset();
       },
       Outcome::kFailed, "no sample is louder than -60 dBFS",
       "check that the export"},
      {Rule::kAudible,
       [](Report& r) {
         r.integrated.reset();
         r.absences = {{"integrated_lufs", Absence::Reason::kSilent, "-"}};
       },
       Outcome::kFailed, "nothing is louder than -70 LUFS",
       "check that the export"},
      {Rule::kAudible,  // a stinger of 300 ms has no loudness and is heard
       [](Report& r) {
         r.integrated.reset();
         r.absences = {{"integrated_lufs", Absence::Reason::kTooShort, "-"}};
       },
       Outcome::kPassed, "", ""},
      {Rule::kIntegratedLoudness, [](Report& r) { r.integrated = Lufs(-9.2); },
       Outcome::kFailed, "-9.2 LUFS is 4.8 LU above the limit of -14.0 LUFS",
       "lower the master by 4.8 dB"},
      {Rule::kIntegratedLoudness, [](Report& r) { r.integrated = Lufs(-16.4); },
       Outcome::kFailed, "-16.4 LUFS is 0.4 LU below the limit of -16.0 LUFS",
       "raise the master by 0.4 dB"},
      {Rule::kIntegratedLoudness, [](Report& r) { r.integrated = Lufs(-18); },
       Outcome::kFailed, "-18.0 LUFS is 2.0 LU below the limit of -16.0 LUFS",
       "raise the master by 2.0 dB and limit it: the true peak would be 0.5 "
       "dBTP"},
      {Rule::kIntegratedLoudness,  // never "0.0 LU above"
       [](Report& r) { r.integrated = Lufs(-13.998); }, Outcome::kFailed,
       "-13.998 LUFS is 0.002 LU above the limit of -14.000 LUFS",
       "lower the master by 0.002 dB"},
      {Rule::kIntegratedLoudness, [](Report& r) { r.integrated = Lufs(-14); },
       Outcome::kWarned,
       "-14.00 LUFS is within 0.1 LU of the limit of "
       "-14.00 LUFS",
       "other meters may read it on the other side"},
      {Rule::kIntegratedLoudness,
       [](Report& r) { r.integrated = Lufs(-15.92); }, Outcome::kWarned,
       "-15.92 LUFS is within 0.1 LU of the limit of -16.00 LUFS", "other"},
      {Rule::kIntegratedLoudness,
       [](Report& r) { r.integrated = Lufs(-14.11); }, Outcome::kPassed, "",
       ""},
      {Rule::kTruePeak, [](Report& r) { r.true_peak = Dbtp(0.3); },
       Outcome::kFailed, "0.3 dBTP is 1.3 dB above the limit of -1.0 dBTP",
       "lower the master by 1.3 dB, or limit it"},
      {Rule::kTruePeak, [](Report& r) { r.true_peak = Dbtp(-1.05); },
       Outcome::kWarned,
       "-1.05 dBTP is within 0.1 dB of the limit of "
       "-1.00 dBTP",
       "other meters"},
      {Rule::kLoudnessRange, [](Report& r) { r.loudness_range = Lu(24); },
       Outcome::kFailed, "24.0 LU is 4.0 LU above the limit of 20.0 LU",
       "bring quiet and loud passages closer"},
      {Rule::kLoudnessRange, [](Report& r) { r.loudness_range = Lu(1); },
       Outcome::kFailed, "1.0 LU is 1.0 LU below the limit of 2.0 LU",
       "compress and limit less"},
      {Rule::kLoudnessRange, [](Report& r) { r.loudness_range = Lu(2.01); },
       Outcome::kPassed, "", ""},  // no margin: nobody measures it that well
      {Rule::kClipping,
       [](Report& r) {
         r.clip_run_count = 900;
         r.clipped_sample_count = 8'640;  // of 17'280'000
         r.longest_clip_run = 40;
         r.first_clip_seconds = 12.345;
       },
       Outcome::kFailed, "500.0 ppm is 400.0 ppm above the limit of 100.0 ppm",
       "go back to the mix"},
      {Rule::kClipping,
       [](Report& r) {
         r.clip_run_count = 2;
         r.clipped_sample_count = 7;
         r.longest_clip_run = 4;
         r.first_clip_seconds = 12.345;
       },
       Outcome::kWarned,
       "2 clipped runs, the longest of 4 samples, the first at 12.35 s",
       "listen there"},
      {Rule::kDcOffset, [](Report& r) { r.dc_offset = -0.012; },
       Outcome::kFailed, "0.0120 is 0.0020 above the limit of 0.0100",
       "put a high-pass filter"},
      {Rule::kHeadSilence, [](Report& r) { r.head_silence_seconds = 0.75; },
       Outcome::kFailed, "0.75 s is 0.25 s above the limit of 0.50 s",
       "trim 0.25 s from the start"},
      {Rule::kTailSilence, [](Report& r) { r.tail_silence_seconds = 7; },
       Outcome::kFailed, "7.00 s is 2.00 s above the limit of 5.00 s",
       "trim 2.00 s from the end"},
      {Rule::kTailSilence, [](Report& r) { r.tail_silence_seconds = 5; },
       Outcome::kPassed, "", ""},  // limits are inclusive
      {Rule::kStereoCorrelation, [](Report& r) { r.stereo_correlation = -0.9; },
       Outcome::kFailed, "-0.90 is 0.60 below the limit of -0.30",
       "look for a channel"},
      {Rule::kMonoFold, [](Report& r) { r.mono_fold_loss = Lu(120); },
       Outcome::kFailed, "120.0 LU is 114.0 LU above the limit of 6.0 LU",
       "look for a channel"},
      {Rule::kContainer, [](Report& r) { r.container = Container::kMp3; },
       Outcome::kFailed, "MP3 is not among the allowed WAV, FLAC",
       "export the original as WAV, FLAC"},
      {Rule::kSampleRate, [](Report& r) { r.sample_rate_hz = 32'000; },
       Outcome::kFailed,
       "sample rate: 32000 Hz is not among the allowed 44100, 48000",
       "export again at an allowed rate"},
      {Rule::kChannelCount, [](Report& r) { r.channel_count = 1; },
       Outcome::kFailed, "channels: 1 is not among the allowed 2",
       "export again with"},
      {Rule::kBitDepth, [](Report& r) { r.bit_depth = 8; }, Outcome::kFailed,
       "8 bit is 8 bit below the limit of 16 bit",
       "export again from the session"},
      {Rule::kDuration, [](Report& r) { r.duration_seconds = 29.99; },
       Outcome::kFailed, "29.99 s is 0.01 s below the limit of 30.00 s",
       "extend the arrangement by 0.01 s"},
      {Rule::kDuration, [](Report& r) { r.duration_seconds = 301; },
       Outcome::kFailed, "301.00 s is 1.00 s above the limit of 300.00 s",
       "cut the arrangement by 1.00 s"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.problem);
    Report report = Clean();
    c.change(report);
    const Finding finding = FindingOf(c.rule, report, Strict());
    EXPECT_EQ(finding.outcome, c.outcome);
    EXPECT_EQ(finding.problem, c.problem);
    EXPECT_EQ(finding.advice.substr(0, std::string(c.advice).size()), c.advice);
    EXPECT_EQ(finding.advice.empty(), c.outcome == Outcome::kPassed);
  }
}

TEST(JudgeTest, SeveralBreaksOfIntegrityAreOneFinding) {
  Report report = Clean();
  report.non_finite_sample_count = 1;
  report.out_of_range_sample_count = 2;
  EXPECT_EQ(FindingOf(Rule::kIntegrity, report, {}).problem,
            "1 sample is not a number; 2 samples are beyond +24 dBFS");
}

// A rule that asks for what was not measured never passes.
TEST(JudgeTest, WhatIsAbsentIsNotMeasured) {
  struct {
    Rule rule;
    const char* field;
    std::function<void(Report&)> remove;
  } const cases[] = {
      {Rule::kIntegratedLoudness, "integrated_lufs",
       [](Report& r) { r.integrated.reset(); }},
      {Rule::kTruePeak, "true_peak_dbtp",
       [](Report& r) { r.true_peak.reset(); }},
      {Rule::kLoudnessRange, "loudness_range_lu",
       [](Report& r) { r.loudness_range.reset(); }},
      {Rule::kClipping, "first_clip_seconds",
       [](Report& r) {
         r.frame_count = 0;
         r.absences.clear();
       }},
      {Rule::kDcOffset, "dc_offset", [](Report& r) { r.dc_offset.reset(); }},
      {Rule::kHeadSilence, "head_silence_seconds",
       [](Report& r) { r.head_silence_seconds.reset(); }},
      {Rule::kTailSilence, "tail_silence_seconds",
       [](Report& r) { r.tail_silence_seconds.reset(); }},
      {Rule::kStereoCorrelation, "stereo_correlation",
       [](Report& r) { r.stereo_correlation.reset(); }},
      {Rule::kMonoFold, "mono_fold_loss_lu",
       [](Report& r) { r.mono_fold_loss.reset(); }},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.field);
    Report report = Clean();
    c.remove(report);
    EXPECT_EQ(FindingOf(c.rule, report, Strict()).outcome,
              Outcome::kNotMeasured);
    report.absences = {{c.field, Absence::Reason::kTooShort,
                        "needs 3.0 s of audio, has 1.2 s"}};
    const Finding finding = FindingOf(c.rule, report, Strict());
    EXPECT_EQ(finding.outcome, Outcome::kNotMeasured);
    EXPECT_EQ(finding.measured, std::nullopt);
    EXPECT_TRUE(finding.limit_min.has_value() || finding.limit_max.has_value());
    EXPECT_NE(finding.problem.find("needs 3.0 s of audio, has 1.2 s"),
              std::string::npos);
    EXPECT_FALSE(finding.advice.empty());
  }
}

TEST(JudgeTest, RulesWithoutAMeterAreNotMeasured) {
  DeliverySpec spec;
  spec.must_loop = true;
  spec.declared_tempo_bpm = 128;
  spec.declared_key = "F:major";
  spec.must_match_full_mix = true;
  const auto findings = Judge(Clean(), spec);
  ASSERT_EQ(findings.size(), 6U);
  constexpr Rule kRules[] = {Rule::kLoopSeam, Rule::kTempo, Rule::kKey,
                             Rule::kSameAsFullMix};
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(findings[2 + i].rule, kRules[i]);
    EXPECT_EQ(findings[2 + i].outcome, Outcome::kNotMeasured);
    EXPECT_NE(findings[2 + i].problem.find("not measured by this version"),
              std::string::npos);
  }
}

TEST(JudgeTest, ABitDepthIsAskedOfEncodingsThatHaveOne) {
  Report report = Clean();
  report.bit_depth.reset();
  DeliverySpec spec;
  spec.bit_depth_min = 24;
  EXPECT_EQ(Judge(report, spec).size(), 2U);
}

TEST(JudgeTest, ZeroClippedSamplesAreAllowedByAZeroLimit) {
  DeliverySpec spec;
  spec.clipped_ppm_max = 0;
  EXPECT_EQ(FindingOf(Rule::kClipping, Clean(), spec).outcome,
            Outcome::kPassed);
  Report report = Clean();
  report.clip_run_count = 1;
  report.clipped_sample_count = 3;
  const Finding finding = FindingOf(Rule::kClipping, report, spec);
  EXPECT_EQ(finding.outcome, Outcome::kFailed);
  EXPECT_EQ(finding.problem, "0.2 ppm is 0.2 ppm above the limit of 0.0 ppm");
}

TEST(FigureTest, NeverReadsAsNothing) {
  struct {
    double value;
    int decimals;
    const char* unit;
    const char* written;
  } const cases[] = {
      {4.8, 1, "LU", "4.8 LU"},       {0.05, 1, "LU", "0.1 LU"},
      {0.04, 1, "LU", "0.04 LU"},     {-0.004, 1, "dB", "-0.004 dB"},
      {0, 1, "dB", "0.0 dB"},         {-0.0, 1, "", "0.0"},
      {1e-9, 1, "dB", "0.000000 dB"}, {48'000, 0, "Hz", "48000 Hz"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(Figure(c.value, c.decimals, c.unit), c.written);
  }
}

}  // namespace
}  // namespace ritornello::analysis
