#include "services/analysis/decode/pcm_source.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "libs/status/status_matchers.h"
#include "services/analysis/testing/audio_file.h"
#include "services/analysis/testing/flac_silence.h"
#include "services/analysis/testing/signal.h"

namespace ritornello::analysis {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using testing::AudioFile;
using testing::BigEndian;
using testing::ChannelTones;
using testing::Encode;
using testing::EncodedBytes;
using testing::FileKind;
using testing::LittleEndian;
using testing::Signal;
using testing::Tone;

struct Decoded {
  PcmFormat format{};
  int64_t frame_count = 0;
  bool is_truncated = false;
  std::vector<float> samples;
};

absl::StatusOr<Decoded> DecodeAll(
    const AudioFile& audio, int64_t sample_count_max = kDecodedSampleCountMax) {
  RITORNELLO_ASSIGN_OR_RETURN(const FileBytes file, FileBytes::Of(audio.fd()));
  RITORNELLO_ASSIGN_OR_RETURN(
      PcmSource source,
      PcmSource::Open(file, {.sample_count_max = sample_count_max}));
  Decoded decoded{source.format(), 0, false, {}};
  for (;;) {
    RITORNELLO_ASSIGN_OR_RETURN(const auto block, source.Read());
    if (block.empty()) break;
    decoded.samples.insert(decoded.samples.end(), block.begin(), block.end());
  }
  decoded.frame_count = source.frame_count();
  decoded.is_truncated = source.is_truncated();
  return decoded;
}

absl::StatusOr<Decoded> DecodeBytes(const std::string& bytes) {
  return DecodeAll(AudioFile(bytes));
}

// `bytes` with those at the end of the first `pattern` overwritten.
std::string Patched(std::string bytes, absl::string_view pattern,
                    absl::string_view with) {
  const size_t at = bytes.find(std::string(pattern));
  EXPECT_NE(at, std::string::npos) << pattern;
  return bytes.replace(at + pattern.size(), with.size(), std::string(with));
}

// The file's own words for what a 1 s stereo tone at 44.1 kHz became.
TEST(PcmSourceTest, EverySupportedKindIsRead) {
  constexpr auto kNone = std::nullopt;
  struct {
    FileKind kind;
    Container container;
    Encoding encoding;
    std::optional<int32_t> bit_depth;
    std::optional<int64_t> declared;
    double tolerance;  // of a sample; lossy: of the peak
  } const cases[] = {
      {FileKind::kWav8, Container::kWav, Encoding::kPcm, 8, 44'100, 0.01},
      {FileKind::kWav16, Container::kWav, Encoding::kPcm, 16, 44'100, 4e-5},
      {FileKind::kWav24, Container::kWav, Encoding::kPcm, 24, 44'100, 2e-7},
      {FileKind::kWav32, Container::kWav, Encoding::kPcm, 32, 44'100, 1e-7},
      {FileKind::kWavFloat, Container::kWav, Encoding::kFloat, 32, 44'100, 0},
      {FileKind::kWavDouble, Container::kWav, Encoding::kFloat, 64, 44'100, 0},
      {FileKind::kWavExtensible24, Container::kWav, Encoding::kPcm, 24, 44'100,
       2e-7},
      {FileKind::kRf64Float, Container::kWav, Encoding::kFloat, 32, 44'100, 0},
      {FileKind::kAiff16, Container::kAiff, Encoding::kPcm, 16, 44'100, 4e-5},
      {FileKind::kAiffFloat, Container::kAiff, Encoding::kFloat, 32, 44'100, 0},
      {FileKind::kFlac16, Container::kFlac, Encoding::kFlacLossless, 16, 44'100,
       4e-5},
      {FileKind::kFlac24, Container::kFlac, Encoding::kFlacLossless, 24, 44'100,
       2e-7},
      {FileKind::kOggVorbis, Container::kOgg, Encoding::kVorbis, kNone, kNone,
       0.05},
      {FileKind::kMp3, Container::kMp3, Encoding::kMpegLayer3, kNone, 44'100,
       0.05},
  };
  const Signal tone = Tone({{1, -6}}, {.sample_rate_hz = 44'100});
  for (const auto& c : cases) {
    SCOPED_TRACE(static_cast<int>(c.kind));
    const auto decoded = DecodeAll(Encode(c.kind, tone));
    ASSERT_THAT(decoded, IsOk());
    EXPECT_EQ(decoded->format.container, c.container);
    EXPECT_EQ(decoded->format.encoding, c.encoding);
    EXPECT_EQ(decoded->format.sample_rate_hz, 44'100);
    EXPECT_EQ(decoded->format.channel_count, 2);
    EXPECT_EQ(decoded->format.bit_depth, c.bit_depth);
    EXPECT_EQ(decoded->format.declared_frame_count, c.declared);
    EXPECT_FALSE(decoded->is_truncated);
    EXPECT_EQ(decoded->frame_count, 44'100);
    ASSERT_EQ(decoded->samples.size(), tone.samples.size());
    const bool is_lossy = !c.bit_depth.has_value();
    for (size_t i = 0; i < tone.samples.size() && !is_lossy; ++i) {
      ASSERT_NEAR(decoded->samples[i], tone.samples[i], c.tolerance) << i;
    }
    if (is_lossy) {
      EXPECT_NEAR(
          *std::max_element(decoded->samples.begin(), decoded->samples.end()),
          0.5012, c.tolerance);
    }
  }
}

// Whatever the rate of the input, in frames of 48 kHz, without the pre-skip.
TEST(PcmSourceTest, OpusIsReadAt48Kilohertz) {
  for (const int32_t input_rate_hz : {8'000, 12'000, 16'000, 24'000, 48'000}) {
    for (const int32_t channel_count : {1, 2}) {
      SCOPED_TRACE(::testing::Message()
                   << input_rate_hz << " Hz " << channel_count);
      const auto decoded =
          DecodeAll(Encode(FileKind::kOggOpus,
                           Tone({{2, -6}}, {.sample_rate_hz = input_rate_hz,
                                            .channel_count = channel_count})));
      ASSERT_THAT(decoded, IsOk());
      EXPECT_EQ(decoded->format.container, Container::kOgg);
      EXPECT_EQ(decoded->format.encoding, Encoding::kOpus);
      EXPECT_EQ(decoded->format.sample_rate_hz, 48'000);
      EXPECT_EQ(decoded->format.channel_count, channel_count);
      EXPECT_EQ(decoded->format.bit_depth, std::nullopt);
      EXPECT_EQ(decoded->format.declared_frame_count, std::nullopt);
      EXPECT_EQ(decoded->frame_count, 96'000);
      EXPECT_FALSE(decoded->is_truncated);
      double energy = 0;
      for (const float sample : decoded->samples) energy += sample * sample;
      EXPECT_NEAR(10 * std::log10(2 * energy / (96'000 * channel_count)), -6,
                  0.3);
    }
  }
}

TEST(PcmSourceTest, FloatFilesKeepWhatTheyHold) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const Signal signal{48'000, 1, {4.0F, -1e30F, kInfinity, NAN}};
  const auto decoded = DecodeAll(Encode(FileKind::kWavFloat, signal));
  ASSERT_THAT(decoded, IsOk());
  ASSERT_EQ(decoded->samples.size(), 4U);
  EXPECT_EQ(decoded->samples[0], 4.0F);
  EXPECT_EQ(decoded->samples[1], -1e30F);
  EXPECT_EQ(decoded->samples[2], kInfinity);
  EXPECT_TRUE(std::isnan(decoded->samples[3]));
}

// Vorbis and Opus have an order of their own; a meter must find the LFE where
// WAV has it.
TEST(PcmSourceTest, OggChannelsComeInTheOrderOfWav) {
  // Levels in Vorbis order, falling by 6 dB in the order of WAV.
  struct {
    const char* layout;
    std::vector<double> vorbis;
  } const cases[] = {
      {"L C R", {-6, -18, -12}},
      {"L R Ls Rs", {-6, -12, -18, -24}},
      {"L C R Ls Rs", {-6, -18, -12, -24, -30}},
      {"L C R Ls Rs LFE", {-6, -18, -12, -30, -36, -24}},
      {"L C R Ls Rs Cb LFE", {-6, -18, -12, -36, -42, -30, -24}},
      {"L C R Ls Rs Lb Rb LFE", {-6, -18, -12, -42, -48, -30, -36, -24}},
  };
  for (const FileKind kind : {FileKind::kOggVorbis, FileKind::kOggOpus}) {
    for (const auto& c : cases) {
      SCOPED_TRACE(::testing::Message()
                   << static_cast<int>(kind) << " " << c.layout);
      const auto decoded = DecodeAll(Encode(
          kind,
          ChannelTones(0.5, c.vorbis, {.frequency_hz = 80})));  // LFE's band
      ASSERT_THAT(decoded, IsOk());
      const size_t channels = c.vorbis.size();
      for (size_t channel = 0; channel < channels; ++channel) {
        double energy = 0;
        for (size_t i = channel; i < decoded->samples.size(); i += channels) {
          energy += decoded->samples[i] * decoded->samples[i];
        }
        const double level = 10 * std::log10(2 * energy / 24'000);
        EXPECT_NEAR(level, -6.0 - 6.0 * static_cast<double>(channel), 2.5)
            << "channel " << channel;
      }
    }
  }
}

TEST(PcmSourceTest, BlocksAreWholeFramesWithinTheLimit) {
  const AudioFile audio =
      Encode(FileKind::kFlac16, Tone({{2, -20}}, {.channel_count = 6}));
  const auto file = FileBytes::Of(audio.fd());
  ASSERT_THAT(file, IsOk());
  auto source = PcmSource::Open(*file);
  ASSERT_THAT(source, IsOk());
  int64_t frames = 0;
  for (;;) {
    const auto block = source->Read();
    ASSERT_THAT(block, IsOk());
    if (block->empty()) break;
    EXPECT_EQ(block->size() % 6, 0U);
    EXPECT_LE(block->size(), static_cast<size_t>(kBlockSampleCountMax));
    frames += static_cast<int64_t>(block->size() / 6);
    EXPECT_EQ(source->frame_count(), frames);
  }
  EXPECT_EQ(frames, 96'000);
}

TEST(PcmSourceTest, CutShort) {
  const Signal tone = testing::Noise(2, 0.5, {.sample_rate_hz = 44'100});
  const auto half = [&](FileKind kind) {
    const std::string bytes = EncodedBytes(kind, tone);
    return bytes.substr(0, bytes.size() / 2);
  };
  const std::string opus = EncodedBytes(
      FileKind::kOggOpus, testing::Noise(1.8, 0.5));  // a page a second
  struct {
    const char* fact;
    std::string bytes;
    bool is_truncated;
    std::optional<int64_t> declared;
  } const cases[] = {
      {"WAV", half(FileKind::kWav16), true, 88'200},
      {"RF64", half(FileKind::kRf64Float), true, 88'200},
      {"AIFF", half(FileKind::kAiff16), true, 88'200},
      {"FLAC", half(FileKind::kFlac16), true, 88'200},
      {"Ogg Vorbis", half(FileKind::kOggVorbis), true, std::nullopt},
      {"Opus", opus.substr(0, opus.size() - 1'000), true, std::nullopt},
      {"MP3", half(FileKind::kMp3), true, 88'200},
      {"WAV by one byte",
       EncodedBytes(FileKind::kWav16, tone).substr(0, 44 + 4 * 88'200 - 1),
       true, 88'200},
      {"WAV from a pipe: nothing is promised",
       Patched(EncodedBytes(FileKind::kWav16, tone), "data",
               "\xFF\xFF\xFF\xFF"),
       false, std::nullopt},
      {"WAV whose writer died: nothing is promised",
       Patched(Patched(EncodedBytes(FileKind::kWav16, tone), "data",
                       LittleEndian(0, 4)),
               "RIFF", LittleEndian(8, 4)),
       false, std::nullopt},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.fact);
    const auto decoded = DecodeBytes(c.bytes);
    ASSERT_THAT(decoded, IsOk());
    EXPECT_EQ(decoded->is_truncated, c.is_truncated);
    EXPECT_EQ(decoded->format.declared_frame_count, c.declared);
    EXPECT_GT(decoded->frame_count, 22'050) << "about half";
    if (c.is_truncated) {
      EXPECT_LT(decoded->frame_count, 88'200);
    } else {
      EXPECT_EQ(decoded->frame_count, 88'200);
    }
  }
}

// A decoder leaves out a page of which a byte is wrong, and goes on.
TEST(PcmSourceTest, APageOfOggThatIsLostIsDamage) {
  for (const FileKind kind : {FileKind::kOggVorbis, FileKind::kOggOpus}) {
    SCOPED_TRACE(static_cast<int>(kind));
    const std::string whole = EncodedBytes(kind, testing::Noise(4, 0.5));
    std::vector<size_t> pages;  // where they begin, and where the last ends
    for (size_t at = 0; at != std::string::npos;
         at = whole.find("OggS", at + 1)) {
      pages.push_back(at);
    }
    pages.push_back(whole.size());
    ASSERT_GT(pages.size(), 5U);
    // The pages of audio, of which a decoder needs none in particular.
    for (size_t i = 3; i + 2 < pages.size(); ++i) {
      SCOPED_TRACE(i);
      const size_t size = pages[i + 1] - pages[i];
      std::string spoilt = whole;
      char& byte = spoilt[pages[i] + size - 1];
      byte = static_cast<char>(byte ^ 1);
      const std::string with_one_less =
          std::string(whole).erase(pages[i], size);
      const std::string with_garbage =
          std::string(whole).insert(pages[i], "garbage");
      for (const std::string& bytes : {spoilt, with_one_less, with_garbage}) {
        const auto decoded = DecodeBytes(bytes);
        ASSERT_THAT(decoded, IsOk());
        EXPECT_TRUE(decoded->is_truncated);
      }
    }
    const auto tagged = DecodeBytes(whole + std::string(128, 'T'));
    ASSERT_THAT(tagged, IsOk());
    EXPECT_FALSE(tagged->is_truncated);
  }
}

TEST(PcmSourceTest, AFileWithoutFramesIsEmpty) {
  const auto decoded = DecodeAll(Encode(FileKind::kWav16, {48'000, 2, {}}));
  ASSERT_THAT(decoded, IsOk());
  EXPECT_EQ(decoded->frame_count, 0);
  EXPECT_FALSE(decoded->is_truncated);
}

TEST(PcmSourceTest, Refuses) {
  const Signal tone = Tone({{0.1, -6}});
  const std::string ogg = EncodedBytes(FileKind::kOggVorbis, tone);
  struct {
    const char* fact;
    std::string bytes;
    const char* reason;
  } const cases[] = {
      {"A-law", EncodedBytes(FileKind::kWavAlaw, tone), "UNSUPPORTED_AUDIO"},
      {"AU", EncodedBytes(FileKind::kAu, tone), "UNSUPPORTED_AUDIO"},
      {"CAF", EncodedBytes(FileKind::kCaf, tone), "UNSUPPORTED_AUDIO"},
      {"chained Opus",
       EncodedBytes(FileKind::kOggOpus, tone) +
           EncodedBytes(FileKind::kOggOpus, tone),
       "UNSUPPORTED_AUDIO"},
      {"Opus behind Vorbis", ogg + EncodedBytes(FileKind::kOggOpus, tone),
       "UNSUPPORTED_AUDIO"},
      {"Opus without its audio",
       EncodedBytes(FileKind::kOggOpus, tone).substr(0, 47), "MALFORMED_AUDIO"},
      {"chained Ogg", ogg + EncodedBytes(FileKind::kOggVorbis, tone),
       "UNSUPPORTED_AUDIO"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.fact);
    const auto decoded = DecodeBytes(c.bytes);
    EXPECT_THAT(decoded, FailsWith(absl::StatusCode::kInvalidArgument, ""));
    EXPECT_EQ(ReasonOf(decoded.status()).reason, c.reason) << decoded.status();
  }
}

// 2 s of silence are 5 kB of FLAC: sizes in bytes say nothing.
TEST(PcmSourceTest, DecodedSamplesAreLimited) {
  const AudioFile audio =
      Encode(FileKind::kFlac16, Tone({{2, testing::kSilenceDbfs}}));
  EXPECT_LT(audio.Bytes().size(), 20'000U);
  EXPECT_THAT(DecodeAll(audio, 192'000), IsOk());
  const auto refused = DecodeAll(audio, 191'999);
  EXPECT_THAT(refused, FailsWith(absl::StatusCode::kOutOfRange,
                                 "191999 samples of all channels"));
  EXPECT_EQ(ReasonOf(refused.status()).reason, "AUDIO_TOO_LARGE");
}

// Refused before anything is decoded, by what a file says of itself; a claim
// that its bytes cannot hold is damage, and what is there is read.
TEST(PcmSourceTest, ClaimsAreLimited) {
  const auto wav = [](uint64_t claimed) {
    return absl::StrCat(
        "RIFF", LittleEndian(claimed + 36, 4), "WAVEfmt ", LittleEndian(16, 4),
        LittleEndian(1, 2), LittleEndian(1, 2), LittleEndian(48'000, 4),
        LittleEndian(48'000, 4), LittleEndian(1, 2), LittleEndian(8, 2), "data",
        LittleEndian(claimed, 4), std::string(400'000, '\x80'));
  };
  const auto opus = [](uint64_t last_position, double seconds) {
    std::string bytes =
        EncodedBytes(FileKind::kOggOpus, testing::Noise(seconds, 0.5));
    return bytes.replace(bytes.rfind("OggS") + 6, 8,
                         LittleEndian(last_position, 8));
  };
  constexpr uint64_t kMax = kDecodedSampleCountMax;
  struct {
    const char* fact;
    std::string bytes;
    bool is_refused;
  } const cases[] = {
      {"WAV at the limit", wav(kMax), false},
      {"WAV beyond the limit", wav(kMax + 1), true},
      {"FLAC at the limit", testing::FlacSilence(1'200, kMax / 8), false},
      {"FLAC beyond the limit", testing::FlacSilence(1'200, kMax / 8 + 1),
       true},
      {"FLAC beyond what its bytes can hold",
       testing::FlacSilence(100, kMax / 8 + 1), false},
      {"Opus beyond the limit", opus(kMax / 2 + 1, 14), true},
      {"Opus beyond what its bytes can hold", opus(kMax * 4, 1), false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.fact);
    const AudioFile audio(c.bytes);
    const auto file = FileBytes::Of(audio.fd());
    ASSERT_THAT(file, IsOk());
    const auto source = PcmSource::Open(*file);
    if (!c.is_refused) {
      EXPECT_THAT(source, IsOk());
      continue;
    }
    EXPECT_THAT(source, FailsWith(absl::StatusCode::kOutOfRange,
                                  "2147483648 samples of all channels "
                                  "together are measured: cut it"));
    EXPECT_EQ(ReasonOf(source.status()).reason, "AUDIO_TOO_LARGE");
  }
}

// The limit itself, in a sparse file that promises nothing: 2^31 samples
// pass, one more does not.
TEST(PcmSourceTest, TwoToThe31SamplesAreTheLimit) {
  for (const int64_t samples :
       {kDecodedSampleCountMax, kDecodedSampleCountMax + 1}) {
    SCOPED_TRACE(samples);
    const AudioFile audio(absl::StrCat(
        "RIFF\xFF\xFF\xFF\xFFWAVEfmt ", LittleEndian(16, 4), LittleEndian(1, 2),
        LittleEndian(1, 2), LittleEndian(48'000, 4), LittleEndian(48'000, 4),
        LittleEndian(1, 2), LittleEndian(8, 2), "data\xFF\xFF\xFF\xFF"));
    ASSERT_EQ(ftruncate(audio.fd(), samples + 44), 0);
    const auto file = FileBytes::Of(audio.fd());
    ASSERT_THAT(file, IsOk());
    auto source = PcmSource::Open(*file);
    ASSERT_THAT(source, IsOk());
    absl::Status end;
    for (;;) {
      const auto block = source->Read();
      end = block.status();
      if (!block.ok() || block->empty()) break;
    }
    if (samples == kDecodedSampleCountMax) {
      EXPECT_THAT(end, IsOk());
      EXPECT_EQ(source->frame_count(), samples);
    } else {
      EXPECT_THAT(end, FailsWith(absl::StatusCode::kOutOfRange, "2147483648"));
    }
  }
}

// Beyond 4 GiB, which is what RF64 is for: eight channels of double.
TEST(PcmSourceTest, Rf64IsReadBeyondFourGibibytes) {
  constexpr uint64_t kFrames = (uint64_t{1} << 32) / 64 + 1;
  const AudioFile audio(absl::StrCat(
      "RF64\xFF\xFF\xFF\xFFWAVEds64", LittleEndian(28, 4),
      LittleEndian(kFrames * 64 + 72, 8), LittleEndian(kFrames * 64, 8),
      LittleEndian(kFrames, 8), LittleEndian(0, 4), "fmt ", LittleEndian(16, 4),
      LittleEndian(3, 2), LittleEndian(8, 2), LittleEndian(48'000, 4),
      LittleEndian(48'000 * 64, 4), LittleEndian(64, 2), LittleEndian(64, 2),
      "data\xFF\xFF\xFF\xFF"));
  const std::string one = LittleEndian(0x3FE0000000000000, 8);  // 0.5
  ASSERT_EQ(ftruncate(audio.fd(), 80 + kFrames * 64), 0);
  ASSERT_EQ(pwrite(audio.fd(), one.data(), 8, 80 + (kFrames - 1) * 64), 8);
  const auto file = FileBytes::Of(audio.fd());
  ASSERT_THAT(file, IsOk());
  auto source = PcmSource::Open(*file);
  ASSERT_THAT(source, IsOk());
  EXPECT_EQ(source->format().declared_frame_count, kFrames);
  float last = 0;
  for (;;) {
    const auto block = source->Read();
    ASSERT_THAT(block, IsOk());
    if (block->empty()) break;
    last = (*block)[block->size() - 8];
  }
  EXPECT_EQ(source->frame_count(), kFrames);
  EXPECT_EQ(last, 0.5F);
  EXPECT_FALSE(source->is_truncated());
}

// libsndfile, which reads samples of 8 bits, walks what stands behind the audio
// for as long as there is any.
TEST(PcmSourceTest, AHeaderWithoutEndCanBeLeft) {
  std::string bytes = EncodedBytes(FileKind::kWav8, Tone({{0.1, -6}}));
  for (int i = 0; i < 250'000; ++i) bytes += "JUNK" + LittleEndian(0, 4);
  const AudioFile audio(bytes);
  const auto file = FileBytes::Of(audio.fd());
  ASSERT_THAT(file, IsOk());
  for (const int reads : {0, 1, 100}) {
    int asked = 0;
    const auto source = PcmSource::Open(*file, {.may_go_on = [&] {
      return ++asked > reads ? absl::CancelledError("left") : absl::OkStatus();
    }});
    EXPECT_THAT(source, FailsWith(absl::StatusCode::kCancelled, "left"));
    EXPECT_EQ(asked, reads + 1);
  }
}

TEST(PcmSourceTest, ADiskThatFailsIsNotTheFilesFault) {
  const AudioFile audio = Encode(FileKind::kWav16, Tone({{0.1, -6}}));
  const std::string path = absl::StrCat("/proc/self/fd/", audio.fd());
  const int fd = open(path.c_str(), O_RDONLY);
  ASSERT_GE(fd, 0);
  const auto file = FileBytes::Of(fd);
  ASSERT_THAT(file, IsOk());
  auto source = PcmSource::Open(*file);
  ASSERT_THAT(source, IsOk());
  close(fd);
  EXPECT_THAT(source->Read(),
              FailsWith(absl::StatusCode::kUnavailable, "reading"));
  EXPECT_THAT(PcmSource::Open(*file),
              FailsWith(absl::StatusCode::kUnavailable, "reading"));
}

}  // namespace
}  // namespace ritornello::analysis
