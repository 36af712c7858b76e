// What hostile, broken and merely unusual files get, through the door that
// AnalyzeVersion uses: a file in, facts or one error out. One row each: where
// meters and decoders are known to answer wrongly, hang or crash.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "services/analysis/domain/judge.h"
#include "services/analysis/domain/measure.h"
#include "services/analysis/testing/audio_file.h"
#include "services/analysis/testing/flac_silence.h"
#include "services/analysis/testing/ogg_packet.h"
#include "services/analysis/testing/signal.h"

namespace ritornello::analysis {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using Why = Absence::Reason;
using testing::AudioFile;
using testing::BigEndian;
using testing::ChannelTones;
using testing::EncodedBytes;
using testing::FileKind;
using testing::FlacSilence;
using testing::kSilenceDbfs;
using testing::LittleEndian;
using testing::Noise;
using testing::OggPacket;
using testing::Signal;
using testing::Tone;
using testing::WithOggSum;

constexpr float kInfinity = std::numeric_limits<float>::infinity();

std::string Float(const Signal& signal) {
  return EncodedBytes(FileKind::kWavFloat, signal);
}

// `signal` as a float file in which sample `at` is `sample`.
std::string FloatWith(Signal signal, size_t at, float sample) {
  signal.samples[at] = sample;
  return Float(signal);
}

// `bytes` with those from `offset` past the first `pattern` overwritten.
std::string Patched(std::string bytes, absl::string_view pattern, size_t offset,
                    absl::string_view with) {
  const size_t at = bytes.find(std::string(pattern));
  EXPECT_NE(at, std::string::npos) << pattern;
  return bytes.replace(at + pattern.size() + offset, with.size(),
                       std::string(with));
}

// STREAMINFO's 36 bits of length end at byte 26 of the file.
std::string FlacClaiming(uint64_t frames, const Signal& signal) {
  std::string bytes = EncodedBytes(FileKind::kFlac16, signal);
  const auto high = static_cast<unsigned char>(bytes[21]);
  bytes[21] = static_cast<char>((high & 0xF0) | (frames >> 32));
  return bytes.replace(22, 4, BigEndian(frames & 0xFFFFFFFF, 4));
}

// A WAV file of a second and a half of digital silence in 16 bits, whose fmt
// chunk says what is given.
struct Wav {
  uint64_t channels = 2;
  uint64_t rate_hz = 48'000;
  uint64_t bits = 16;
  uint64_t frame_size = 4;
};
std::string BytesOf(const Wav& wav) {
  return absl::StrCat(
      "RIFF", LittleEndian(288'036, 4), "WAVEfmt ", LittleEndian(16, 4),
      LittleEndian(1, 2), LittleEndian(wav.channels, 2),
      LittleEndian(wav.rate_hz, 4), LittleEndian(wav.rate_hz * 4, 4),
      LittleEndian(wav.frame_size, 2), LittleEndian(wav.bits, 2), "data",
      LittleEndian(288'000, 4), std::string(288'000, '\0'));
}

// The start of an AIFF file; 48 kHz is 0x400E BB80… as a float of 80 bits.
std::string Aiff(uint64_t channels, absl::string_view rate) {
  return absl::StrCat("FORM", BigEndian(60, 4), "AIFFCOMM", BigEndian(18, 4),
                      BigEndian(channels, 2), BigEndian(10, 4),
                      BigEndian(16, 2), rate, std::string(10 - rate.size(), 0));
}

std::map<std::string, Why> Reasons(const Report& report) {
  std::map<std::string, Why> reasons;
  for (const Absence& absence : report.absences) {
    EXPECT_FALSE(absence.detail.empty());
    reasons[absence.field] = absence.reason;
  }
  return reasons;
}

// The rules that fail without any demand: of nobody's taste.
std::string FailedRules(const Report& report) {
  std::vector<std::string> failed;
  for (const Finding& finding : Judge(report, {})) {
    if (finding.outcome == Outcome::kPassed) continue;
    failed.push_back(finding.rule == Rule::kIntegrity ? "integrity"
                                                      : "audible");
  }
  return absl::StrJoin(failed, " ");
}

struct Measured {
  const char* input;
  std::string bytes;
  const char* failed;  // rules
  std::function<void(const Report&)> expect;
};

void ExpectAnswers(const std::vector<Measured>& cases) {
  for (const Measured& c : cases) {
    SCOPED_TRACE(c.input);
    const auto report = Measure(AudioFile(c.bytes).fd());
    EXPECT_THAT(report, IsOk());
    if (!report.ok()) continue;
    EXPECT_THAT(Validate(*report), IsOk());  // all that is there is finite
    EXPECT_EQ(FailedRules(*report), c.failed);
    // An interpolator that rounds, or whose delay hides the last samples.
    if (report->true_peak.has_value()) {
      EXPECT_GE(report->true_peak->value(), *report->sample_peak_dbfs);
    }
    c.expect(*report);
  }
}

// Quiet, then loud: a meter whose filter holds one NaN hears nothing after it
// and reads 20 LU too low, without an error.
TEST(EdgeCasesTest, SamplesThatAreNoSound) {
  const Signal clean = Tone({{2, -26}, {3, -6}});
  const auto expected = Measure(AudioFile(Float(clean)).fd());
  ASSERT_THAT(expected, IsOk());
  constexpr size_t kAt = 2 * 49'920 + 1;  // right, at 1.04 s
  const auto one_lost = [&](const Report& report) {
    EXPECT_EQ(report.non_finite_sample_count, 1);
    EXPECT_DOUBLE_EQ(*report.first_non_finite_seconds, 1.04);
    EXPECT_NEAR(report.integrated->value(), expected->integrated->value(),
                0.01);
    EXPECT_NEAR(report.momentary_max->value(), expected->momentary_max->value(),
                0.01);
    EXPECT_NEAR(report.true_peak->value(), expected->true_peak->value(), 0.01);
  };
  const auto one_beyond = [](const Report& report) {
    EXPECT_EQ(report.out_of_range_sample_count, 1);
    EXPECT_EQ(report.non_finite_sample_count, 0);
    EXPECT_NEAR(*report.sample_peak_dbfs, 24.08, 0.01);  // 16
    EXPECT_LT(report.true_peak->value(), 30);
  };
  const Signal quiet = Tone({{4, -20}});
  Signal garbage = Tone({{4, 0}});
  std::fill(garbage.samples.begin(), garbage.samples.end(), NAN);
  Signal tiny = Tone({{4, 0}});
  std::fill(tiny.samples.begin(), tiny.samples.end(), 1e-40F);
  ExpectAnswers({
      {"one NaN", FloatWith(clean, kAt, NAN), "integrity", one_lost},
      {"one +inf", FloatWith(clean, kAt, kInfinity), "integrity", one_lost},
      {"one -inf", FloatWith(clean, kAt, -kInfinity), "integrity", one_lost},
      {"16.5, where 1 is full", FloatWith(quiet, 9'999, 16.5F), "integrity",
       one_beyond},
      {"32767.0, an integer", FloatWith(quiet, 9'999, 32'767.0F), "integrity",
       one_beyond},
      {"1e38", FloatWith(quiet, 9'999, 1e38F), "integrity", one_beyond},
      {"-3.4e38", FloatWith(quiet, 9'999, -3.4e38F), "integrity", one_beyond},
      {"nothing but NaN", Float(garbage), "integrity audible",
       [](const Report& report) {
         EXPECT_EQ(report.non_finite_sample_count, 2 * 192'000);
         EXPECT_EQ(*report.first_non_finite_seconds, 0);
         EXPECT_EQ(Reasons(report)["integrated_lufs"], Why::kSilent);
       }},
      {"denormals", Float(tiny), "audible",
       [](const Report& report) {
         EXPECT_EQ(report.non_finite_sample_count, 0);
         EXPECT_NEAR(*report.sample_peak_dbfs, -800, 0.1);
         EXPECT_EQ(Reasons(report)["integrated_lufs"], Why::kSilent);
       }},
      {"+12 dBFS, in floats", Float(Tone({{4, 12}})), "",
       [](const Report& report) {
         EXPECT_NEAR(report.integrated->value(), 12, 0.1);
         EXPECT_NEAR(*report.sample_peak_dbfs, 12, 0.01);
       }},
  });
}

// Where sound stops, filters decay to numbers that processors are slow with.
TEST(EdgeCasesTest, SilenceBehindSoundCostsNoMoreThanSound) {
  const auto cost = [](const std::string& bytes) {
    const AudioFile audio(bytes);
    const absl::Duration start = ThreadCpuTime();
    EXPECT_THAT(Measure(audio.fd()), IsOk());
    return ThreadCpuTime() - start;
  };
  EXPECT_LT(cost(Float(Tone({{0.1, -3}, {9.9, kSilenceDbfs}}))),
            3 * cost(Float(Tone({{10, -3}}))));
}

// The fields that cannot be measured are absent for a reason, never a number.
TEST(EdgeCasesTest, LengthsAndSilence) {
  using Fields = std::map<std::string, Why>;
  const auto absent = [](Fields reasons) {
    reasons.insert({{"first_clip_seconds", Why::kNoneFound},
                    {"first_non_finite_seconds", Why::kNoneFound}});
    return [reasons](const Report& report) {
      EXPECT_EQ(Reasons(report), reasons);
      const auto is_there = [&](const char* field) {
        return reasons.count(field) == 0;
      };
      EXPECT_EQ(report.integrated.has_value(), is_there("integrated_lufs"));
      EXPECT_EQ(report.loudness_range.has_value(),
                is_there("loudness_range_lu"));
      EXPECT_EQ(report.momentary_max.has_value(),
                is_there("momentary_max_lufs"));
      EXPECT_EQ(report.short_term_max.has_value(),
                is_there("short_term_max_lufs"));
      EXPECT_EQ(report.true_peak.has_value(), is_there("true_peak_dbtp"));
      EXPECT_EQ(report.dc_offset.has_value(), is_there("dc_offset"));
      EXPECT_EQ(report.stereo_correlation.has_value(),
                is_there("stereo_correlation"));
      EXPECT_EQ(report.mono_fold_loss.has_value(),
                is_there("mono_fold_loss_lu"));
    };
  };
  const auto wav = [](const Signal& signal) {
    return EncodedBytes(FileKind::kWav16, signal);
  };
  const Fields under_3_s = {{"loudness_range_lu", Why::kTooShort},
                            {"short_term_max_lufs", Why::kTooShort}};
  Fields under_400_ms = under_3_s;
  under_400_ms.insert({{"integrated_lufs", Why::kTooShort},
                       {"momentary_max_lufs", Why::kTooShort}});
  const Fields silent = {
      {"integrated_lufs", Why::kSilent},
      {"loudness_range_lu", Why::kSilent},
      {"momentary_max_lufs", Why::kSilent},
      {"short_term_max_lufs", Why::kSilent},
      {"true_peak_dbtp", Why::kSilent},
      {"sample_peak_dbfs", Why::kSilent},
      {"head_silence_seconds", Why::kSilent},
      {"tail_silence_seconds", Why::kSilent},
      {"stereo_correlation", Why::kSilent},
      {"mono_fold_loss_lu", Why::kSilent},
  };
  Fields empty = silent;
  for (auto& [field, why] : empty) why = Why::kEmpty;
  empty.insert({{"first_clip_seconds", Why::kEmpty},
                {"dc_offset", Why::kEmpty},
                {"first_non_finite_seconds", Why::kEmpty}});
  const Fields lossy = {{"bit_depth", Why::kLossyEncoding},
                        {"declared_frame_count", Why::kNotDeclared}};
  const Fields not_stereo = {{"stereo_correlation", Why::kNotStereo},
                             {"mono_fold_loss_lu", Why::kNotStereo}};
  ExpectAnswers({
      {"3 s: long enough for everything", wav(Tone({{3, -20}})), "",
       absent({})},
      {"just under 3 s", wav(Tone({{2.999, -20}})), "", absent(under_3_s)},
      {"400 ms", wav(Tone({{0.4, -20}})), "", absent(under_3_s)},
      {"just under 400 ms", wav(Tone({{0.399, -20}})), "",
       absent(under_400_ms)},
      {"two frames", wav(Noise(2.0 / 48'000, 0.5)), "",
       [](const Report& report) { EXPECT_EQ(report.frame_count, 2); }},
      {"below the gate, and above digital silence",
       EncodedBytes(FileKind::kWav24, Tone({{4, -75}})), "audible",
       absent({{"integrated_lufs", Why::kSilent},
               {"loudness_range_lu", Why::kSilent},
               {"head_silence_seconds", Why::kSilent},
               {"tail_silence_seconds", Why::kSilent}})},
      {"digital silence", wav(Tone({{4, kSilenceDbfs}})), "audible",
       absent(silent)},
      {"no frame", wav({48'000, 2, {}}), "audible", absent(empty)},
      {"one silent channel", wav(ChannelTones(4, {-20, kSilenceDbfs})), "",
       absent({{"stereo_correlation", Why::kSilent}})},
      {"mono", wav(Tone({{4, -20}}, {.channel_count = 1})), "",
       absent(not_stereo)},
      {"six channels", wav(Tone({{4, -20}}, {.channel_count = 6})), "",
       absent(not_stereo)},
      {"Ogg Vorbis", EncodedBytes(FileKind::kOggVorbis, Tone({{4, -20}})), "",
       absent(lossy)},
      {"Opus in Ogg", EncodedBytes(FileKind::kOggOpus, Tone({{4, -20}})), "",
       absent(lossy)},
  });
}

// Levels by BS.1770: -20 dBFS on two loudspeakers are -20 LUFS, on one 3.01
// less, on one at the side 1.5 more than that.
TEST(EdgeCasesTest, ChannelsAndRates) {
  const auto reads = [](double integrated_lufs, double sample_peak_dbfs) {
    return [=](const Report& report) {
      ASSERT_TRUE(report.integrated.has_value());
      EXPECT_NEAR(report.integrated->value(), integrated_lufs, 0.1);
      EXPECT_NEAR(*report.sample_peak_dbfs, sample_peak_dbfs, 0.01);
    };
  };
  const auto at = [](int32_t rate_hz) {
    return Float(Tone({{2, -20}}, {.sample_rate_hz = rate_hz}));
  };
  std::vector<double> last_of_eight(8, kSilenceDbfs);
  last_of_eight[7] = -20;
  Signal inverted = Tone({{4, -6}});
  for (size_t i = 1; i < inverted.samples.size(); i += 2) {
    inverted.samples[i] = -inverted.samples[i];
  }
  Signal click = Tone({{4, -30}});
  click.samples.back() = 1;
  ExpectAnswers({
      {"mono", Float(Tone({{2, -20}}, {.channel_count = 1})), "",
       reads(-23.01, -20)},
      {"a centre alone",
       Float(ChannelTones(2, {kSilenceDbfs, kSilenceDbfs, -20})), "",
       reads(-23.01, -20)},
      {"the last of eight channels alone",
       Float(ChannelTones(2, last_of_eight)), "", reads(-21.51, -20)},
      {"8 kHz", at(8'000), "", reads(-20, -20)},
      {"44.1 kHz", at(44'100), "", reads(-20, -20)},
      {"192 kHz", at(192'000), "", reads(-20, -20)},
      {"384 kHz", at(384'000), "", reads(-20, -20)},
      {"a click in the last frame", Float(click), "", reads(-30, 0)},
      // Loudness is as it should be; a mono loudspeaker is silent.
      {"stereo that cancels", Float(inverted), "",
       [](const Report& report) {
         EXPECT_NEAR(report.integrated->value(), -6, 0.1);
         EXPECT_NEAR(*report.stereo_correlation, -1, 1e-9);
         EXPECT_EQ(report.mono_fold_loss->value(), 120);
       }},
  });
}

// What a header promises, against what is there: never allocated, never
// believed, and said.
TEST(EdgeCasesTest, PromisesOfHeaders) {
  const auto frames = [](int64_t read, std::optional<int64_t> declared) {
    return [=](const Report& report) {
      EXPECT_EQ(report.frame_count, read);
      EXPECT_EQ(report.declared_frame_count, declared);
      EXPECT_TRUE(report.integrated.has_value());
    };
  };
  constexpr int64_t kYears = (int64_t{1} << 36) - 1;
  const Signal second = Noise(1, 0.3);
  const std::string wav = EncodedBytes(FileKind::kWav16, second);
  const std::string flac = EncodedBytes(FileKind::kFlac16, second);
  const auto spoilt = [](std::string bytes) {
    char& byte = bytes[bytes.size() / 2];
    byte = static_cast<char>(~byte);
    return bytes;
  };
  const auto wide = [](int32_t channels) {
    return EncodedBytes(FileKind::kFlac16,
                        Noise(1, 0.3, {.channel_count = channels}));
  };
  ExpectAnswers({
      {"WAV from a pipe: a size of 0xFFFFFFFF",
       Patched(wav, "data", 0, "\xFF\xFF\xFF\xFF"), "",
       frames(48'000, std::nullopt)},
      {"WAV cut in the middle", wav.substr(0, 44 + 4 * 25'000), "integrity",
       frames(25'000, 48'000)},
      {"WAV that promises a byte more than 4 GiB hold",
       Patched(wav, "data", 0, "\xFE\xFF\xFF\xFF"), "integrity",
       frames(48'000, 0xFFFFFFFE / 4)},
      {"FLAC of unknown length", FlacClaiming(0, second), "",
       frames(48'000, std::nullopt)},
      {"FLAC that promises years", FlacClaiming(kYears, second), "integrity",
       frames(48'000, kYears)},
      {"FLAC cut in the middle", flac.substr(0, flac.size() / 2), "integrity",
       [](const Report& report) {
         EXPECT_EQ(report.declared_frame_count, 48'000);
         EXPECT_LT(report.frame_count, 48'000);
         EXPECT_GT(report.frame_count, 12'000);
       }},
      {"FLAC with one spoilt byte", spoilt(flac), "integrity",
       [](const Report& report) { EXPECT_LE(report.frame_count, 48'000); }},
      // Nothing is missing that was promised.
      {"FLAC of unknown length with one spoilt byte",
       spoilt(FlacClaiming(0, second)), "integrity",
       [](const Report& report) { EXPECT_LE(report.frame_count, 48'000); }},
      {"FLAC in three channels", wide(3), "", frames(48'000, 48'000)},
      {"FLAC in six channels", wide(6), "", frames(48'000, 48'000)},
  });
}

TEST(EdgeCasesTest, Refusals) {
  constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  constexpr auto kOutOfRange = absl::StatusCode::kOutOfRange;
  const std::string wav = BytesOf({});
  const std::string kRate48 = std::string("\x40\x0E\xBB\x80", 4);
  const auto at_rate = [](uint64_t rate_hz) {
    return BytesOf({.rate_hz = rate_hz});
  };
  const auto wide = [](uint64_t channels) {
    return BytesOf({.channels = channels, .frame_size = 2 * channels});
  };
  const Signal tone = Tone({{0.1, -6}});
  // The page of the stream's header, and comments that have no end.
  const std::string endless =
      WithOggSum(EncodedBytes(FileKind::kOggVorbis, tone)
                     .substr(0, 58)
                     .replace(14, 4, LittleEndian(7, 4))) +
      OggPacket(7, 1, size_t{17} << 20);
  struct {
    const char* input;
    std::string bytes;
    absl::StatusCode code;
    const char* reason;
    const char* words;
  } const cases[] = {
      {"nothing", "", kInvalid, "MALFORMED_AUDIO",
       "the file is empty: 0 bytes; copy the file again"},
      {"garbage", "\x8F\x01\xD0garbage", kInvalid, "UNSUPPORTED_AUDIO",
       "the file is of an unknown kind (it starts with 8f01d067)"},
      {"words", "La donna e mobile", kInvalid, "UNSUPPORTED_AUDIO",
       "the file is text; export it again as WAV, AIFF or FLAC"},
      {"RIFF alone", wav.substr(0, 12), kInvalid, "MALFORMED_AUDIO",
       "the file ends at byte 12 before its data chunk"},
      {"RIFF without data", wav.substr(0, 40), kInvalid, "MALFORMED_AUDIO",
       "the file ends at byte 40 before its data chunk: a chunk was expected "
       "at byte 36"},
      {"two fmt chunks", std::string(wav).insert(36, wav.substr(12, 24)),
       kInvalid, "MALFORMED_AUDIO", "WAV: a second fmt chunk at byte 36"},
      {"0 bits", BytesOf({.bits = 0}), kInvalid, "MALFORMED_AUDIO",
       "the fmt chunk at byte 12 says frames of 4 bytes and samples of 0 bits"},
      {"0 channels", BytesOf({.channels = 0}), kInvalid, "MALFORMED_AUDIO",
       "the fmt chunk at byte 12 says 0 channels"},
      {"0 Hz", at_rate(0), kInvalid, "MALFORMED_AUDIO",
       "the fmt chunk at byte 12 says 2 channels at 0 Hz"},
      {"1 Hz", at_rate(1), kOutOfRange, "AUDIO_TOO_LARGE", " 1 Hz, says the"},
      {"15 Hz", at_rate(15), kOutOfRange, "AUDIO_TOO_LARGE", " 15 Hz, says"},
      // The shelf of the K-weighting lies beyond its Nyquist frequency.
      {"2 kHz", at_rate(2'000), kOutOfRange, "AUDIO_TOO_LARGE",
       "the audio has a sample rate of 2000 Hz, says the fmt chunk at byte 12; "
       "8000..384000 Hz are measured: export it at 48000 Hz"},
      {"7'999 Hz", at_rate(7'999), kOutOfRange, "AUDIO_TOO_LARGE", "7999 Hz"},
      {"384'001 Hz", at_rate(384'001), kOutOfRange, "AUDIO_TOO_LARGE",
       "384001 Hz"},
      {"2^31 - 1 Hz", at_rate(0x7FFFFFFF), kOutOfRange, "AUDIO_TOO_LARGE",
       "2147483647 Hz"},
      {"2^32 - 1 Hz", at_rate(0xFFFFFFFF), kOutOfRange, "AUDIO_TOO_LARGE",
       "4294967295 Hz"},
      {"9 channels", wide(9), kOutOfRange, "AUDIO_TOO_LARGE",
       "the audio has 9 channels, says the fmt chunk at byte 12; 1..8 are "
       "measured: export it in stereo"},
      {"64 channels", wide(64), kOutOfRange, "AUDIO_TOO_LARGE", "64 channels"},
      {"1'025 channels", wide(1'025), kOutOfRange, "AUDIO_TOO_LARGE",
       "1025 channels"},
      {"AIFF alone", Aiff(2, kRate48).substr(0, 12), kInvalid,
       "MALFORMED_AUDIO", "the file ends at byte 12 without a COMM chunk"},
      {"AIFF without sound", Aiff(2, kRate48), kInvalid, "MALFORMED_AUDIO",
       "AIFF: the decoder found no audio that it can read, up to byte 38"},
      {"AIFF of 0 channels", Aiff(0, kRate48), kInvalid, "MALFORMED_AUDIO",
       "the COMM chunk at byte 12 says 0 channels at 48000 Hz"},
      {"AIFF of 1'025 channels", Aiff(1'025, kRate48), kOutOfRange,
       "AUDIO_TOO_LARGE", "1025 channels, says the COMM chunk at byte 12"},
      {"AIFF of 0 Hz", Aiff(2, ""), kInvalid, "MALFORMED_AUDIO", "at 0 Hz"},
      {"AIFF of -48 kHz", Aiff(2, "\xC0\x0E\xBB\x80"), kInvalid,
       "MALFORMED_AUDIO", "at 0 Hz"},
      {"AIFF of 4 GHz", Aiff(2, "\x40\x1E\xEE\x6B\x28"), kOutOfRange,
       "AUDIO_TOO_LARGE", "4000000000 Hz"},
      {"FLAC alone", "fLaC", kInvalid, "MALFORMED_AUDIO",
       "FLAC: no whole block of STREAMINFO at byte 4"},
      {"a tag alone", std::string("ID3\4\0\0\0\0\0\10", 10), kInvalid,
       "UNSUPPORTED_AUDIO", "an ID3 tag without MP3 behind it at byte 10"},
      {"Vorbis without its audio",
       EncodedBytes(FileKind::kOggVorbis, tone).substr(0, 58), kInvalid,
       "MALFORMED_AUDIO",
       "OGG: the decoder found no audio that it can read, "
       "up to byte 58"},
      {"Vorbis with 17 MiB of comments", endless, kOutOfRange,
       "AUDIO_TOO_LARGE",
       "the packet that begins in the page at byte 58 has more than 16777216 "
       "bytes"},
      {"ADPCM", EncodedBytes(FileKind::kWavImaAdpcm, tone), kInvalid,
       "UNSUPPORTED_AUDIO",
       "WAV with samples of format 0x0011, says the fmt chunk at byte 12"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.input);
    const auto report = Measure(AudioFile(c.bytes).fd());
    EXPECT_THAT(report, FailsWith(c.code, c.words));
    if (*c.reason == '\0') continue;
    EXPECT_EQ(ReasonOf(report.status()).reason, c.reason);
  }
}

// An hour of 192 kHz in eight channels, in less than half a megabyte, is
// refused by its word, before a second is over.
TEST(EdgeCasesTest, ABombThatSaysSoIsRefusedAtOnce) {
  const int64_t frames = int64_t{3'600} * 192'000;
  const std::string bytes = FlacSilence(static_cast<int>(frames / 65'535 + 1),
                                        static_cast<uint64_t>(frames));
  EXPECT_LT(bytes.size(), 400'000U);
  const AudioFile audio(bytes);
  const absl::Duration start = ThreadCpuTime();
  const auto refused = Measure(audio.fd());
  EXPECT_LT(ThreadCpuTime() - start, absl::Seconds(1));
  EXPECT_THAT(refused, FailsWith(absl::StatusCode::kOutOfRange,
                                 "691200000 frames of 8 channels, says "
                                 "STREAMINFO at byte 4"));
  EXPECT_EQ(ReasonOf(refused.status()).reason, "AUDIO_TOO_LARGE");
}

// And one that says nothing costs its budget: a minute, and 10 s for a MiB.
TEST(EdgeCasesTest, ABombThatSaysNothingCostsItsBudget) {
  std::string bytes = FlacSilence(2, 0);
  bytes.resize(1 << 20, '\0');
  const AudioFile audio(bytes);
  struct {
    absl::Duration spent;
    int asked_before;  // how often there was time left
    const char* refusal;
  } const cases[] = {
      {absl::Seconds(70), 1, ""},
      {absl::Seconds(70) + absl::Nanoseconds(1), 1,
       "more than 70 s of processor time to measure, which is the limit for a "
       "file of its size, and only 0.0 s of it were reached: cut it"},
      {absl::Minutes(2), 32, " s of it were reached: cut it into shorter"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.spent);
    int asked = 0;
    const auto report = Measure(
        audio.fd(), {.cpu_time = [&] {
          return absl::Hours(1) +
                 (asked++ < c.asked_before ? absl::ZeroDuration() : c.spent);
        }});
    if (*c.refusal == '\0') {
      EXPECT_THAT(report, IsOk());
      continue;
    }
    EXPECT_THAT(report, FailsWith(absl::StatusCode::kOutOfRange, c.refusal));
    EXPECT_EQ(ReasonOf(report.status()).reason, "AUDIO_TOO_LARGE");
    EXPECT_EQ(asked, c.asked_before + 1) << "nothing is read after the end";
    EXPECT_EQ(absl::StrContains(report.status().message(), " only 0.0 s "),
              c.asked_before == 1);
  }
}

}  // namespace
}  // namespace ritornello::analysis
