#include "services/catalog/rpc/wire_track.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "libs/status/error.h"
#include "libs/status/status_matchers.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;

// Every field has a value of its own, so that two that are mixed up differ.
Report FullReport() {
  return {.analyzer_version = "analysis/1",
          .file_sha256 = "5ha",
          .file_size_bytes = 5'000'000'000,
          .container = "WAV",
          .encoding = "PCM",
          .sample_rate_hz = 48'000,
          .channel_count = 2,
          .bit_depth = 24,
          .frame_count = 9'000'000'000,
          .duration_seconds = 187.5,
          .declared_frame_count = 9'000'000'001,
          .is_truncated = true,
          .integrated_lufs = -14.25,
          .loudness_range_lu = 6.25,
          .momentary_max_lufs = -8.5,
          .short_term_max_lufs = -9.5,
          .true_peak_dbtp = -1.125,
          .sample_peak_dbfs = -1.5,
          .clip_run_count = 3,
          .clipped_sample_count = 17,
          .longest_clip_run = 9,
          .first_clip_seconds = 12.25,
          .dc_offset = -0.5,
          .head_silence_seconds = 0.75,
          .tail_silence_seconds = 1.75,
          .stereo_correlation = 0.875,
          .mono_fold_loss_lu = 2.5,
          .non_finite_sample_count = 4,
          .first_non_finite_seconds = 99.5,
          .out_of_range_sample_count = 6,
          .absences = {{"tempo_bpm", "NOT_SUPPORTED", "nobody measures it"}}};
}

TEST(WireTrackTest, EveryFieldOfAReportArrives) {
  EXPECT_EQ(ReportToWire(FullReport()).DebugString(),
            R"(analyzer_version: "analysis/1"
file_sha256: "5ha"
file_size_bytes: 5000000000
container: "WAV"
encoding: "PCM"
sample_rate_hz: 48000
channel_count: 2
bit_depth: 24
frame_count: 9000000000
duration_seconds: 187.5
declared_frame_count: 9000000001
is_truncated: true
integrated_lufs: -14.25
loudness_range_lu: 6.25
momentary_max_lufs: -8.5
short_term_max_lufs: -9.5
true_peak_dbtp: -1.125
sample_peak_dbfs: -1.5
clip_run_count: 3
clipped_sample_count: 17
longest_clip_run: 9
first_clip_seconds: 12.25
dc_offset: -0.5
head_silence_seconds: 0.75
tail_silence_seconds: 1.75
stereo_correlation: 0.875
mono_fold_loss_lu: 2.5
non_finite_sample_count: 4
first_non_finite_seconds: 99.5
out_of_range_sample_count: 6
absences {
  field: "tempo_bpm"
  reason: "NOT_SUPPORTED"
  detail: "nobody measures it"
}
)");
}

TEST(WireTrackTest, SilenceHasNoLoudnessRatherThanZero) {
  const v1::Report wire = ReportToWire({.duration_seconds = 3});
  EXPECT_EQ(wire.DebugString(), "duration_seconds: 3\n");
  EXPECT_FALSE(wire.has_integrated_lufs());
  EXPECT_FALSE(wire.has_bit_depth());
}

Track FullTrack() {
  return {.client_reference = "r1",
          .title = "Nocturne",
          .artists = {"Ana", "Bea"},
          .isrc = "GBAYE6800011",
          .album = "Nights",
          .moods = {"Uplifting"},
          .instruments = {"Piano"},
          .uses = {"Corporate"},
          .genres = {"Ambient"},
          .keywords = {"rain"},
          .declared_tempo_bpm = 84.5,
          .declared_key = "F:minor",
          .versions = {{.mix_type = MixType::kLoop,
                        .uri = "file:///a.wav",
                        .size_bytes = 5'000'000'000,
                        .mtime_ns = 1'800'000'000'123'456'789,
                        .declared_sha256 = "abc"}}};
}

TEST(WireTrackTest, WhatASenderMaySayComesBack) {
  EXPECT_EQ(FromWire(ToWire(FullTrack())).value(), FullTrack());
  EXPECT_EQ(FromWire(v1::Track()).value(), Track());
}

TEST(WireTrackTest, WhatOnlyWeKnowIsShownAndNotBelieved) {
  Track track = FullTrack();
  track.key = {"acme", "nocturne-1f00"};
  track.completeness = 61;
  track.revision = 4;
  track.create_time = absl::FromUnixMicros(1'800'000'000'000'001);
  track.update_time = absl::FromUnixMicros(1'800'000'001'000'002);
  track.versions[0].number = 3;
  track.versions[0].analysis_state = AnalysisState::kFailed;
  track.versions[0].analysis_error = "no audio";
  const v1::Track wire = ToWire(track);
  EXPECT_EQ(wire.name(), "accounts/acme/tracks/nocturne-1f00");
  EXPECT_EQ(wire.completeness(), 61);
  EXPECT_EQ(wire.next_fix(), "add a full mix (+15)");
  EXPECT_EQ(wire.etag(), "r4");
  EXPECT_EQ(wire.create_time().nanos(), 1'000);
  EXPECT_EQ(wire.update_time().seconds(), 1'800'000'001);
  EXPECT_EQ(wire.versions(0).name(),
            "accounts/acme/tracks/nocturne-1f00/versions/3");
  EXPECT_EQ(wire.versions(0).analysis_state(), v1::FAILED);
  EXPECT_EQ(wire.versions(0).analysis_error(), "no audio");
  EXPECT_EQ(FromWire(wire).value(), FullTrack());
}

TEST(WireTrackTest, EveryMixTypeAndStateHasItsOwn) {
  std::set<v1::MixType> mix_types;
  for (const MixType mix_type :
       {MixType::kFullMix, MixType::kInstrumental, MixType::kNoMelody,
        MixType::kStinger, MixType::kLoop, MixType::kCutdown, MixType::kStem}) {
    const v1::Track wire = ToWire(Track{.versions = {{.mix_type = mix_type}}});
    mix_types.insert(wire.versions(0).mix_type());
    EXPECT_EQ(FromWire(wire)->versions[0].mix_type, mix_type);
  }
  EXPECT_EQ(mix_types.size(), static_cast<size_t>(v1::MixType_ARRAYSIZE - 1));
  const std::pair<AnalysisState, v1::AnalysisState> states[] = {
      {AnalysisState::kPending, v1::PENDING},
      {AnalysisState::kAnalyzed, v1::ANALYZED},
      {AnalysisState::kFailed, v1::FAILED}};
  for (const auto& [state, want] : states) {
    EXPECT_EQ(ToWire(Track{.versions = {{.analysis_state = state}}})
                  .versions(0)
                  .analysis_state(),
              want);
  }
}

TEST(WireTrackTest, AnUnknownMixTypeIsNamed) {
  v1::Track wire;
  wire.add_versions()->set_mix_type(v1::FULL_MIX);
  for (const int mix_type : {0, 99}) {
    v1::Track other = wire;
    other.add_versions()->set_mix_type(static_cast<v1::MixType>(mix_type));
    const auto track = FromWire(other);
    ASSERT_THAT(track,
                FailsWith(absl::StatusCode::kInvalidArgument, "mix type"));
    EXPECT_EQ(FieldViolationsOf(track.status())[0].field,
              "versions[1].mix_type");
  }
  EXPECT_THAT(FromWire(wire), IsOk());
}

}  // namespace
}  // namespace ritornello::catalog
