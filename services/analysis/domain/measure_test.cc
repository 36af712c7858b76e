#include "services/analysis/domain/measure.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "services/analysis/decode/pcm_source.h"
#include "services/analysis/testing/audio_file.h"
#include "services/analysis/testing/flac_silence.h"
#include "services/analysis/testing/signal.h"

namespace ritornello::analysis {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using Why = Absence::Reason;
using testing::AudioFile;
using testing::Encode;
using testing::FileKind;
using testing::kSilenceDbfs;
using testing::Segment;
using testing::Signal;
using testing::Tone;

constexpr float kInfinity = std::numeric_limits<float>::infinity();

Report MeasureFile(const AudioFile& audio) {
  auto report = Measure(audio.fd());
  EXPECT_THAT(report, IsOk());
  if (!report.ok()) return {};
  EXPECT_THAT(Validate(*report), IsOk());
  return *std::move(report);
}

Report MeasureFloat(const Signal& signal) {
  return MeasureFile(Encode(FileKind::kWavFloat, signal));
}

std::map<std::string, Why> Reasons(const Report& report) {
  std::map<std::string, Why> reasons;
  for (const Absence& absence : report.absences) {
    EXPECT_FALSE(absence.detail.empty());
    reasons[absence.field] = absence.reason;
  }
  return reasons;
}

TEST(MeasureTest, ATone) {
  const AudioFile audio =
      Encode(FileKind::kWav24,
             Tone({{0.5, kSilenceDbfs}, {4, -23}, {0.25, kSilenceDbfs}}));
  const Report report = MeasureFile(audio);
  EXPECT_EQ(report.analyzer_version, kAnalyzerVersion);
  EXPECT_EQ(report.file_size_bytes, static_cast<int64_t>(audio.Bytes().size()));
  EXPECT_EQ(report.file_sha256.size(), 64U);
  EXPECT_EQ(report.container, Container::kWav);
  EXPECT_EQ(report.encoding, Encoding::kPcm);
  EXPECT_EQ(report.sample_rate_hz, 48'000);
  EXPECT_EQ(report.channel_count, 2);
  EXPECT_EQ(report.bit_depth, 24);
  EXPECT_EQ(report.frame_count, 228'000);
  EXPECT_EQ(report.declared_frame_count, 228'000);
  EXPECT_DOUBLE_EQ(report.duration_seconds, 4.75);
  EXPECT_FALSE(report.is_truncated);
  // Windows that are partly silent count where they pass the gate.
  EXPECT_NEAR(report.integrated->value(), -23, 0.3);
  EXPECT_NEAR(report.momentary_max->value(), -23, 0.1);
  EXPECT_NEAR(report.short_term_max->value(), -23, 0.1);
  EXPECT_NEAR(report.true_peak->value(), -23, 0.1);
  EXPECT_NEAR(*report.sample_peak_dbfs, -23, 0.01);
  EXPECT_EQ(report.clip_run_count, 0);
  EXPECT_NEAR(*report.dc_offset, 0, 1e-6);
  EXPECT_NEAR(*report.head_silence_seconds, 0.5, 1e-3);
  EXPECT_NEAR(*report.tail_silence_seconds, 0.25, 1e-3);
  EXPECT_NEAR(*report.stereo_correlation, 1, 1e-9);
  EXPECT_NEAR(report.mono_fold_loss->value(), 0, 1e-9);
  EXPECT_EQ(Reasons(report),
            (std::map<std::string, Why>{
                {"first_clip_seconds", Why::kNoneFound},
                {"first_non_finite_seconds", Why::kNoneFound}}));
}

TEST(MeasureTest, TheSameBytesGiveTheSameReport) {
  const AudioFile audio = Encode(FileKind::kOggVorbis, testing::Noise(4, 0.3));
  EXPECT_EQ(MeasureFile(audio), MeasureFile(audio));
}

// What cannot be measured is absent, for a reason.
TEST(MeasureTest, Absences) {
  const std::map<std::string, Why> none = {
      {"first_clip_seconds", Why::kNoneFound},
      {"first_non_finite_seconds", Why::kNoneFound}};
  const auto with = [&](std::map<std::string, Why> more) {
    more.insert(none.begin(), none.end());
    return more;
  };
  struct {
    const char* fact;
    FileKind kind;
    Signal signal;
    std::map<std::string, Why> reasons;
  } const cases[] = {
      {"long enough for everything", FileKind::kWav16, Tone({{3, -20}}), none},
      {"just under 3 s", FileKind::kWav16, Tone({{2.999, -20}}),
       with({{"loudness_range_lu", Why::kTooShort},
             {"short_term_max_lufs", Why::kTooShort}})},
      {"400 ms", FileKind::kWav16, Tone({{0.4, -20}}),
       with({{"loudness_range_lu", Why::kTooShort},
             {"short_term_max_lufs", Why::kTooShort}})},
      {"just under 400 ms", FileKind::kWav16, Tone({{0.399, -20}}),
       with({{"integrated_lufs", Why::kTooShort},
             {"loudness_range_lu", Why::kTooShort},
             {"momentary_max_lufs", Why::kTooShort},
             {"short_term_max_lufs", Why::kTooShort}})},
      {"below the gate, and above digital silence", FileKind::kWav24,
       Tone({{4, -75}}),
       with({{"integrated_lufs", Why::kSilent},
             {"loudness_range_lu", Why::kSilent},
             {"head_silence_seconds", Why::kSilent},
             {"tail_silence_seconds", Why::kSilent}})},
      {"digital silence", FileKind::kWav16, Tone({{4, kSilenceDbfs}}),
       with({{"integrated_lufs", Why::kSilent},
             {"loudness_range_lu", Why::kSilent},
             {"momentary_max_lufs", Why::kSilent},
             {"short_term_max_lufs", Why::kSilent},
             {"true_peak_dbtp", Why::kSilent},
             {"sample_peak_dbfs", Why::kSilent},
             {"head_silence_seconds", Why::kSilent},
             {"tail_silence_seconds", Why::kSilent},
             {"stereo_correlation", Why::kSilent},
             {"mono_fold_loss_lu", Why::kSilent}})},
      {"one silent channel", FileKind::kWav16,
       testing::ChannelTones(4, {-20, kSilenceDbfs}),
       with({{"stereo_correlation", Why::kSilent}})},
      {"mono", FileKind::kWav16, Tone({{4, -20}}, {.channel_count = 1}),
       with({{"stereo_correlation", Why::kNotStereo},
             {"mono_fold_loss_lu", Why::kNotStereo}})},
      {"six channels", FileKind::kWav16, Tone({{4, -20}}, {.channel_count = 6}),
       with({{"stereo_correlation", Why::kNotStereo},
             {"mono_fold_loss_lu", Why::kNotStereo}})},
      {"Ogg Vorbis", FileKind::kOggVorbis, Tone({{4, -20}}),
       with({{"bit_depth", Why::kLossyEncoding},
             {"declared_frame_count", Why::kNotDeclared}})},
      {"Opus in Ogg", FileKind::kOggOpus, Tone({{4, -20}}),
       with({{"bit_depth", Why::kLossyEncoding},
             {"declared_frame_count", Why::kNotDeclared}})},
      {"no frame",
       FileKind::kWav16,
       {48'000, 2, {}},
       {{"integrated_lufs", Why::kEmpty},
        {"loudness_range_lu", Why::kEmpty},
        {"momentary_max_lufs", Why::kEmpty},
        {"short_term_max_lufs", Why::kEmpty},
        {"true_peak_dbtp", Why::kEmpty},
        {"sample_peak_dbfs", Why::kEmpty},
        {"first_clip_seconds", Why::kEmpty},
        {"dc_offset", Why::kEmpty},
        {"head_silence_seconds", Why::kEmpty},
        {"tail_silence_seconds", Why::kEmpty},
        {"stereo_correlation", Why::kEmpty},
        {"mono_fold_loss_lu", Why::kEmpty},
        {"first_non_finite_seconds", Why::kEmpty}}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.fact);
    const Report report = MeasureFile(Encode(c.kind, c.signal));
    EXPECT_EQ(Reasons(report), c.reasons);
    EXPECT_EQ(report.integrated.has_value(),
              c.reasons.count("integrated_lufs") == 0);
    EXPECT_EQ(report.loudness_range.has_value(),
              c.reasons.count("loudness_range_lu") == 0);
    EXPECT_EQ(report.momentary_max.has_value(),
              c.reasons.count("momentary_max_lufs") == 0);
    EXPECT_EQ(report.short_term_max.has_value(),
              c.reasons.count("short_term_max_lufs") == 0);
    EXPECT_EQ(report.true_peak.has_value(),
              c.reasons.count("true_peak_dbtp") == 0);
    EXPECT_EQ(report.dc_offset.has_value(), c.reasons.count("dc_offset") == 0);
    EXPECT_EQ(report.stereo_correlation.has_value(),
              c.reasons.count("stereo_correlation") == 0);
    EXPECT_EQ(report.mono_fold_loss.has_value(),
              c.reasons.count("mono_fold_loss_lu") == 0);
  }
}

TEST(MeasureTest, ADetailHasTheFigures) {
  const Report report = MeasureFloat(Tone({{1.2, -20}}));
  ASSERT_NE(AbsenceOf(report, "loudness_range_lu"), nullptr);
  EXPECT_EQ(AbsenceOf(report, "loudness_range_lu")->detail,
            "needs 3.0 s of audio, has 1.2 s");
}

TEST(MeasureTest, AbsencesAreInTheOrderOfTheFields) {
  const Report report = MeasureFile(Encode(FileKind::kWav16, {48'000, 1, {}}));
  std::vector<std::string> fields;
  for (const Absence& absence : report.absences) {
    fields.push_back(absence.field);
  }
  EXPECT_EQ(fields,
            (std::vector<std::string>{
                "integrated_lufs", "loudness_range_lu", "momentary_max_lufs",
                "short_term_max_lufs", "true_peak_dbtp", "sample_peak_dbfs",
                "first_clip_seconds", "dc_offset", "head_silence_seconds",
                "tail_silence_seconds", "stereo_correlation",
                "mono_fold_loss_lu", "first_non_finite_seconds"}));
}

// Quiet, then loud: a meter whose filter holds one NaN hears nothing after
// it and reads 20 LU too low, without an error.
TEST(MeasureTest, OneBadSampleCostsOneSample) {
  const Signal clean = Tone({{2, -26}, {3, -6}});
  const Report expected = MeasureFloat(clean);
  for (const float bad : {NAN, kInfinity, -kInfinity}) {
    SCOPED_TRACE(bad);
    Signal signal = clean;
    signal.samples[2 * 49'920 + 1] = bad;  // right, at 1.04 s
    const Report report = MeasureFloat(signal);
    EXPECT_EQ(report.non_finite_sample_count, 1);
    EXPECT_DOUBLE_EQ(*report.first_non_finite_seconds, 1.04);
    EXPECT_NEAR(report.integrated->value(), expected.integrated->value(), 0.01);
    EXPECT_NEAR(report.momentary_max->value(), expected.momentary_max->value(),
                0.01);
    EXPECT_NEAR(report.true_peak->value(), expected.true_peak->value(), 0.01);
  }
}

TEST(MeasureTest, NumbersOutOfAllReasonStayNumbers) {
  for (const float bad : {16.5F, 32'767.0F, 1e38F, 3.4e38F, -1e38F}) {
    SCOPED_TRACE(bad);
    Signal signal = Tone({{4, -20}});
    signal.samples[100'000] = bad;
    const Report report = MeasureFloat(signal);  // checks that all is finite
    EXPECT_EQ(report.out_of_range_sample_count, 1);
    EXPECT_EQ(report.non_finite_sample_count, 0);
    EXPECT_NEAR(*report.sample_peak_dbfs, 24.08, 0.01);  // 16
    EXPECT_LT(report.true_peak->value(), 30);
  }
}

TEST(MeasureTest, FilesOfNothingButGarbageAreMeasuredAsSilence) {
  Signal signal = Tone({{4, 0}});
  for (float& sample : signal.samples) sample = NAN;
  const Report report = MeasureFloat(signal);
  EXPECT_EQ(report.non_finite_sample_count, 2 * 192'000);
  EXPECT_EQ(*report.first_non_finite_seconds, 0);
  EXPECT_EQ(Reasons(report)["integrated_lufs"], Why::kSilent);
}

TEST(MeasureTest, ChannelsAndLevels) {
  struct {
    const char* fact;
    Signal signal;
    double integrated;
    double sample_peak;
  } const cases[] = {
      {"stereo", Tone({{4, -20}}), -20, -20},
      {"mono counts once", Tone({{4, -20}}, {.channel_count = 1}), -23.01, -20},
      {"above full scale", Tone({{4, 12}}), 12, 12},
      {"at 44.1 kHz", Tone({{4, -20}}, {.sample_rate_hz = 44'100}), -20, -20},
      {"at 8 kHz", Tone({{4, -20}}, {.sample_rate_hz = 8'000}), -20, -20},
      {"at 384 kHz", Tone({{4, -20}}, {.sample_rate_hz = 384'000}), -20, -20},
      {"at 192 kHz", Tone({{4, -20}}, {.sample_rate_hz = 192'000}), -20, -20},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.fact);
    const Report report = MeasureFloat(c.signal);
    EXPECT_NEAR(report.integrated->value(), c.integrated, 0.1);
    EXPECT_NEAR(*report.sample_peak_dbfs, c.sample_peak, 0.01);
    EXPECT_GE(report.true_peak->value(), *report.sample_peak_dbfs);
  }
}

// The meters of loudness hear nothing wrong with a file that a mono
// loudspeaker cannot play.
TEST(MeasureTest, AntiPhaseStereoIsLoudAndLost) {
  Signal signal = Tone({{4, -6}});
  for (size_t i = 1; i < signal.samples.size(); i += 2) {
    signal.samples[i] = -signal.samples[i];
  }
  const Report report = MeasureFloat(signal);
  EXPECT_NEAR(report.integrated->value(), -6, 0.1);
  EXPECT_NEAR(*report.stereo_correlation, -1, 1e-9);
  EXPECT_EQ(report.mono_fold_loss->value(), 120);
}

TEST(MeasureTest, ClippingIsLocated) {
  Signal signal = Tone({{1, -20}, {1, 6}, {1, -20}});
  for (float& sample : signal.samples) {
    sample = std::min(1.0F, std::max(-1.0F, sample));
  }
  // 16 bits: -1.0 below, 0.99997 above. A sine of +6 dBFS is clipped for a
  // third of each half period, 48 samples long: 16 or 17 samples.
  const Report report = MeasureFile(Encode(FileKind::kWav16, signal));
  EXPECT_EQ(report.clip_run_count, 2 * 2 * 1'000);  // halves, channels
  EXPECT_NEAR(static_cast<double>(report.clipped_sample_count),
              2 * 48'000 * 2 / 3.0, 4'000);
  EXPECT_NEAR(static_cast<double>(report.longest_clip_run), 16, 1);
  EXPECT_NEAR(*report.first_clip_seconds, 1, 0.001);
}

TEST(MeasureTest, DcIsFound) {
  Signal signal = Tone({{2, -20}});
  for (size_t i = 0; i < signal.samples.size(); i += 2) {
    signal.samples[i] -= 0.02F;
  }
  EXPECT_NEAR(*MeasureFloat(signal).dc_offset, -0.02, 1e-5);
}

TEST(MeasureTest, ACutFileIsMeasuredAndSaysSo) {
  const std::string bytes =
      testing::EncodedBytes(FileKind::kFlac16, testing::Noise(4, 0.3));
  const Report report =
      MeasureFile(AudioFile(bytes.substr(0, bytes.size() / 2)));
  EXPECT_TRUE(report.is_truncated);
  EXPECT_EQ(report.declared_frame_count, 192'000);
  EXPECT_LT(report.frame_count, 192'000);
  EXPECT_TRUE(report.integrated.has_value());
}

TEST(MeasureTest, TheHashMustBeTheExpectedOne) {
  const AudioFile audio = Encode(FileKind::kWav16, Tone({{1, -20}}));
  const std::string sha256 = MeasureFile(audio).file_sha256;
  EXPECT_THAT(Measure(audio.fd(), {.expected_sha256 = sha256}), IsOk());
  const std::string other(64, '0');
  const auto refused = Measure(audio.fd(), {.expected_sha256 = other});
  EXPECT_THAT(refused,
              FailsWith(absl::StatusCode::kFailedPrecondition, sha256));
  const Reason reason = ReasonOf(refused.status());
  EXPECT_EQ(reason.reason, "HASH_MISMATCH");
  EXPECT_EQ(reason.metadata.at("expected"), other);
  EXPECT_EQ(reason.metadata.at("actual"), sha256);
}

// Stops wherever it is told to: nothing is asked after a yes.
TEST(MeasureTest, StopsAtEveryBlock) {
  const AudioFile audio = Encode(FileKind::kWav16, Tone({{0.5, -20}}));
  for (int stop_at = 1;; ++stop_at) {
    int asked = 0;
    const auto report = Measure(
        audio.fd(), {.should_stop = [&] { return ++asked == stop_at; }});
    if (report.ok()) {
      EXPECT_GT(stop_at, 4);
      break;
    }
    EXPECT_THAT(report, FailsWith(absl::StatusCode::kCancelled, ""));
    EXPECT_EQ(asked, stop_at);
  }
}

// An hour of 192 kHz in eight channels, in less than half a megabyte, is
// refused by its word, before a second is over.
TEST(MeasureTest, ABombThatSaysSoIsRefusedAtOnce) {
  const int64_t frames = int64_t{3'600} * 192'000;
  const std::string bytes = testing::FlacSilence(
      static_cast<int>(frames / 65'535 + 1), static_cast<uint64_t>(frames));
  EXPECT_LT(bytes.size(), 400'000U);
  const AudioFile audio(bytes);
  const absl::Duration start = ThreadCpuTime();
  const auto refused = Measure(audio.fd());
  EXPECT_LT(ThreadCpuTime() - start, absl::Seconds(1));
  EXPECT_THAT(refused, FailsWith(absl::StatusCode::kOutOfRange,
                                 "691200000 frames of 8 channels"));
  EXPECT_EQ(ReasonOf(refused.status()).reason, "AUDIO_TOO_LARGE");
}

// And one that says nothing costs its budget: a minute, and 10 s for a MiB.
TEST(MeasureTest, ProcessorTimeIsLimited) {
  std::string bytes = testing::FlacSilence(2, 0);
  bytes.resize(1 << 20, '\0');
  const AudioFile audio(bytes);
  struct {
    absl::Duration spent;
    bool is_refused;
  } const cases[] = {
      {absl::Seconds(70), false},
      {absl::Seconds(70) + absl::Nanoseconds(1), true},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.spent);
    int asked = 0;
    const auto report =
        Measure(audio.fd(), {.cpu_time = [&] {
                  return absl::Hours(1) +
                         (asked++ == 0 ? absl::ZeroDuration() : c.spent);
                }});
    if (!c.is_refused) {
      EXPECT_THAT(report, IsOk());
      continue;
    }
    EXPECT_THAT(report, FailsWith(absl::StatusCode::kOutOfRange,
                                  "more than 70 s of processor time"));
    EXPECT_EQ(ReasonOf(report.status()).reason, "AUDIO_TOO_LARGE");
    EXPECT_EQ(asked, 2) << "nothing is read after the end";
  }
}

// Between two questions lies a block at most, so that whoever leaves is heard.
TEST(MeasureTest, IsAskedForEachBlock) {
  struct {
    const char* fact;
    std::string bytes;
    int64_t samples;
  } const cases[] = {
      {"silence that decodes without a read", testing::FlacSilence(3, 0),
       int64_t{3} * 65'535 * 8},
      {"noise in eight channels",
       testing::EncodedBytes(FileKind::kWav16,
                             testing::Noise(2, 0.3, {.channel_count = 8})),
       int64_t{96'000} * 8},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.fact);
    int64_t asked = 0;
    absl::Duration longest;
    absl::Duration last = ThreadCpuTime();
    EXPECT_THAT(Measure(AudioFile(c.bytes).fd(),
                        {.should_stop =
                             [&] {
                               const absl::Duration now = ThreadCpuTime();
                               longest = std::max(longest, now - last);
                               last = now;
                               ++asked;
                               return false;
                             }}),
                IsOk());
    EXPECT_GT(asked, c.samples / kBlockSampleCountMax);
    // 50 ms without sanitizers; with them it was 19 ms where it was measured.
    EXPECT_LT(longest, absl::Milliseconds(100));
  }
}

TEST(MeasureTest, AFileThatChangesMeanwhileIsRefused) {
  const AudioFile audio = Encode(FileKind::kWav16, Tone({{2, -20}}));
  int asked = 0;
  const auto report =
      Measure(audio.fd(), {.should_stop = [&] {
                if (++asked == 4) {
                  EXPECT_EQ(pwrite(audio.fd(), "late", 4, 400'000), 4);
                }
                return false;
              }});
  EXPECT_THAT(report,
              FailsWith(absl::StatusCode::kFailedPrecondition, "changed"));
  EXPECT_EQ(ReasonOf(report.status()).reason, "FILE_CHANGED");
}

TEST(MeasureTest, RefusalsPassThrough) {
  const auto garbage = Measure(AudioFile("garbage").fd());
  EXPECT_EQ(ReasonOf(garbage.status()).reason, "UNSUPPORTED_AUDIO");
  const auto nothing = Measure(AudioFile("").fd());
  EXPECT_EQ(ReasonOf(nothing.status()).reason, "MALFORMED_AUDIO");
  const auto wide = Measure(
      Encode(FileKind::kWav16, {48'000, 9, std::vector<float>(90)}).fd());
  EXPECT_EQ(ReasonOf(wide.status()).reason, "AUDIO_TOO_LARGE");
}

}  // namespace
}  // namespace ritornello::analysis
