#include "services/catalog/model/version_comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ritornello::catalog {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Three minutes at 48 kHz in stereo, half a second of silence before and two
// behind the music.
Version Measured(int64_t number, MixType mix_type) {
  return {.number = number,
          .mix_type = mix_type,
          .analysis_state = AnalysisState::kAnalyzed,
          .report = Report{.file_sha256 = "sha-" + std::to_string(number),
                           .sample_rate_hz = 48'000,
                           .channel_count = 2,
                           .duration_seconds = 180,
                           .head_silence_seconds = 0.5,
                           .tail_silence_seconds = 2}};
}

std::vector<Problem> Compared(const std::vector<Version>& versions) {
  return CompareVersions({.title = "Nocturne", .versions = versions});
}

// A full mix, and a version of which one fact is changed.
TEST(VersionComparisonTest, AVersionBesideItsFullMix) {
  constexpr auto kFailure = Severity::kFailure;
  constexpr auto kWarning = Severity::kWarning;
  const struct {
    MixType mix_type;
    void (*change)(Report&);
    Severity severity;
    const char* rule;  // "": nothing is said
    const char* problem;
    const char* next_step;
  } cases[] = {
      {MixType::kInstrumental, [](Report&) {}, kFailure, "", "", ""},
      {MixType::kInstrumental, [](Report& r) { r.file_sha256 = "sha-1"; },
       Severity::kNotMeasured, "SAME_AUDIO",
       "the instrumental is the same file as the full mix",
       "listen: if anybody sings, export the instrumental without the voice "
       "and ingest again"},
      {MixType::kNoMelody, [](Report& r) { r.file_sha256 = "sha-1"; }, kFailure,
       "SAME_AUDIO", "the no-melody mix is the same file as the full mix",
       "export the no-melody mix and ingest again, or remove it"},
      {MixType::kCutdown, [](Report& r) { r.file_sha256 = "sha-1"; }, kFailure,
       "SAME_AUDIO", "the cutdown is the same file as the full mix",
       "export the cutdown and ingest again, or remove it"},
      {MixType::kFullMix, [](Report& r) { r.file_sha256 = "sha-1"; }, kWarning,
       "SAME_AUDIO", "version 2 is the same file as version 1",
       "export the full mix and ingest again, or remove it"},

      {MixType::kCutdown, [](Report& r) { r.duration_seconds = 179.99; },
       kFailure, "", "", ""},
      {MixType::kCutdown, [](Report&) {}, kFailure, "NOT_SHORTER",
       "has 180.00 s, where the full mix has 180.00 s",
       "shorten the cutdown, or name the file by what it is, and ingest again"},
      {MixType::kStinger, [](Report& r) { r.duration_seconds = 200; }, kFailure,
       "NOT_SHORTER", "has 200.00 s, where the full mix has 180.00 s",
       "shorten the stinger, or name the file by what it is, and ingest again"},
      {MixType::kLoop, [](Report&) {}, kFailure, "", "", ""},
      {MixType::kLoop, [](Report& r) { r.duration_seconds = 180.01; }, kFailure,
       "NOT_SHORTER", "has 180.01 s, where the full mix has 180.00 s",
       "shorten the loop, or name the file by what it is, and ingest again"},

      {MixType::kInstrumental, [](Report& r) { r.duration_seconds = 180.09; },
       kFailure, "", "", ""},
      {MixType::kInstrumental, [](Report& r) { r.duration_seconds = 179.89; },
       kWarning, "LENGTH_DIFFERS",
       "has 179.89 s, where the full mix has 180.00 s",
       "export the instrumental from the same range as the full mix and "
       "ingest again"},
      // A tenth of 177.5 s of music, and a hundredth of a second more.
      {MixType::kNoMelody, [](Report& r) { r.duration_seconds = 162.26; },
       kWarning, "LENGTH_DIFFERS",
       "has 162.26 s, where the full mix has 180.00 s",
       "export the no-melody mix from the same range as the full mix and "
       "ingest again"},
      {MixType::kNoMelody, [](Report& r) { r.duration_seconds = 162.24; },
       kFailure, "LENGTH_DIFFERS",
       "has 162.24 s, where the full mix has 180.00 s",
       "export the no-melody mix with the arrangement of the full mix and "
       "ingest again"},
      {MixType::kStem, [](Report& r) { r.duration_seconds = 240; }, kFailure,
       "LENGTH_DIFFERS", "has 240.00 s, where the full mix has 180.00 s",
       "export the stem with the arrangement of the full mix and ingest "
       "again"},
      // Silence is no music: 20 s less of it are no other arrangement.
      {MixType::kInstrumental,
       [](Report& r) {
         r.duration_seconds = 200;
         r.tail_silence_seconds = 22;
       },
       kWarning, "LENGTH_DIFFERS",
       "has 200.00 s, where the full mix has 180.00 s",
       "export the instrumental from the same range as the full mix and "
       "ingest again"},

      {MixType::kInstrumental, [](Report& r) { r.sample_rate_hz = 44'100; },
       kWarning, "FORMAT_DIFFERS",
       "has 44100 Hz and 2 channels, where the full mix has 48000 Hz and 2 "
       "channels",
       "export the instrumental from the session as the full mix was, and "
       "ingest again"},
      {MixType::kStem, [](Report& r) { r.sample_rate_hz = 44'100; }, kFailure,
       "FORMAT_DIFFERS",
       "has 44100 Hz and 2 channels, where the full mix has 48000 Hz and 2 "
       "channels",
       "export the stem from the session as the full mix was, and ingest "
       "again"},
      {MixType::kStem, [](Report& r) { r.channel_count = 1; }, kWarning,
       "FORMAT_DIFFERS",
       "has 48000 Hz and 1 channel, where the full mix has 48000 Hz and 2 "
       "channels",
       "export the stem from the session as the full mix was, and ingest "
       "again"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(::testing::Message() << c.rule << " " << c.problem);
    Version version = Measured(2, c.mix_type);
    c.change(*version.report);
    const auto problems = Compared({Measured(1, MixType::kFullMix), version});
    if (*c.rule == '\0') {
      EXPECT_THAT(problems, IsEmpty());
      continue;
    }
    EXPECT_THAT(problems, ElementsAre(Problem{c.severity, c.rule, 2, c.problem,
                                              c.next_step}));
  }
}

TEST(VersionComparisonTest, TheFullMixIsTheMeasureWhereverItStands) {
  Version instrumental = Measured(1, MixType::kInstrumental);
  instrumental.report->file_sha256 = "sha-2";
  const auto problems =
      Compared({instrumental, Measured(2, MixType::kFullMix)});
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].version_number, 1);
  EXPECT_EQ(problems[0].problem,
            "the instrumental is the same file as the full mix");
}

TEST(VersionComparisonTest, WhatWasNotMeasuredIsNotCompared) {
  Version pending = Measured(2, MixType::kCutdown);
  pending.analysis_state = AnalysisState::kPending;
  Version full_mix = Measured(1, MixType::kFullMix);
  EXPECT_THAT(Compared({full_mix, pending}), IsEmpty());
  full_mix.report.reset();
  EXPECT_THAT(Compared({full_mix, Measured(2, MixType::kCutdown)}), IsEmpty());
}

TEST(VersionComparisonTest, WithoutAFullMixTheFilesAreStillTold) {
  Version loop = Measured(4, MixType::kLoop);
  loop.report->file_sha256 = "sha-3";
  const auto problems = Compared(
      {Measured(3, MixType::kStinger), loop, Measured(5, MixType::kCutdown)});
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].rule, "SAME_AUDIO");
  EXPECT_EQ(problems[0].version_number, 4);
  EXPECT_EQ(problems[0].problem, "the loop is the same file as the stinger");
}

}  // namespace
}  // namespace ritornello::catalog
