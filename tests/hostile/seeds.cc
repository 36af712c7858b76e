#include "tests/hostile/seeds.h"

#include "libs/status/check.h"
#include "services/analysis/testing/audio_file.h"
#include "services/analysis/testing/signal.h"

namespace ritornello::analysis {
namespace {

using testing::BigEndian;
using testing::EncodedBytes;
using testing::FileKind;
using testing::Signal;

Signal ToneInNoise(double seconds, int32_t channel_count) {
  const testing::ToneFormat format{.sample_rate_hz = 44'100,
                                   .channel_count = channel_count};
  Signal signal = testing::Noise(seconds, 0.05, format);
  const Signal tone = testing::Tone({{seconds, -12}}, format);
  for (size_t i = 0; i < signal.samples.size(); ++i) {
    signal.samples[i] += tone.samples[i];
  }
  return signal;
}

// An ID3v2.4 tag with a title. Source: id3.org, ID3v2.4.0.
std::string Id3Tag() {
  const std::string frame =
      "TIT2" + BigEndian(9, 4) + std::string(3, '\0') + "Nocturne";
  return std::string("ID3\4\0\0", 6) + BigEndian(frame.size(), 4) + frame;
}

// `mp3` without its first frame, which holds the number of frames.
std::string WithoutXing(const std::string& mp3) {
  RITORNELLO_CHECK(mp3.substr(0, 2) == "\xFF\xFB");
  const size_t next = mp3.find("\xFF\xFB", 100);
  RITORNELLO_CHECK(next != std::string::npos);
  return mp3.substr(next);
}

}  // namespace

std::vector<Seed> Seeds() {
  const Signal stereo = ToneInNoise(0.25, 2);
  const Signal mono = ToneInNoise(0.25, 1);
  const std::string mp3 = EncodedBytes(FileKind::kMp3, ToneInNoise(0.5, 2));
  return {
      {"WAV 16", EncodedBytes(FileKind::kWav16, stereo)},
      {"WAV 24", EncodedBytes(FileKind::kWav24, mono)},
      {"WAV float", EncodedBytes(FileKind::kWavFloat, mono)},
      {"WAV extensible", EncodedBytes(FileKind::kWavExtensible24, stereo)},
      {"RF64", EncodedBytes(FileKind::kRf64Float, mono)},
      {"AIFF", EncodedBytes(FileKind::kAiff16, stereo)},
      {"AIFF-C float", EncodedBytes(FileKind::kAiffFloat, mono)},
      {"FLAC 16", EncodedBytes(FileKind::kFlac16, stereo)},
      {"FLAC 24", EncodedBytes(FileKind::kFlac24, mono)},
      {"Ogg Vorbis", EncodedBytes(FileKind::kOggVorbis, stereo)},
      {"Ogg Opus", EncodedBytes(FileKind::kOggOpus, testing::Noise(0.25, 0.2))},
      {"MP3", mp3},
      {"MP3 with ID3", Id3Tag() + mp3},
      {"MP3 without Xing", WithoutXing(mp3)},
  };
}

}  // namespace ritornello::analysis
