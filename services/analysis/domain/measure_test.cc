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
    // A block took 19 ms where it was measured; the meters of eight channels at
    // 192 kHz take 36 MB, which a busy machine needs 200 ms to find.
    EXPECT_LT(longest, absl::Milliseconds(500));
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

}  // namespace
}  // namespace ritornello::analysis
