#include "services/analysis/decode/plain_pcm.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sndfile.h>
#include <unistd.h>

#include <random>
#include <vector>

#include "libs/status/status_matchers.h"
#include "services/analysis/decode/pcm_source.h"
#include "services/analysis/decode/riff_header.h"
#include "services/analysis/testing/audio_file.h"

namespace ritornello::analysis {
namespace {

using ::ritornello::testing::IsOk;
using testing::AudioFile;
using testing::Encode;
using testing::FileKind;
using testing::Signal;

Signal Noise(int32_t channel_count) {
  std::mt19937 random(static_cast<uint32_t>(channel_count));
  std::uniform_real_distribution<float> noise(-1, 1);
  Signal signal{48'000, channel_count, {}};
  for (int i = 0; i < 20'011 * channel_count; ++i) {
    signal.samples.push_back(noise(random));
  }
  return signal;
}

std::vector<float> ByLibsndfile(const AudioFile& audio) {
  SF_INFO info{};
  lseek(audio.fd(), 0, SEEK_SET);
  SNDFILE* const file = sf_open_fd(dup(audio.fd()), SFM_READ, &info, SF_TRUE);
  EXPECT_NE(file, nullptr);
  std::vector<float> samples(static_cast<size_t>(info.frames * info.channels));
  EXPECT_EQ(sf_readf_float(file, samples.data(), info.frames), info.frames);
  sf_close(file);
  return samples;
}

TEST(PlainPcmTest, SamplesAreThoseOfLibsndfileToTheLastBit) {
  for (const FileKind kind :
       {FileKind::kWav16, FileKind::kWav24, FileKind::kWav32,
        FileKind::kWavFloat, FileKind::kWavExtensible24,
        FileKind::kRf64Float}) {
    for (const int32_t channel_count : {1, 2, 3, 8}) {
      SCOPED_TRACE(::testing::Message()
                   << static_cast<int>(kind) << "/" << channel_count);
      const AudioFile audio = Encode(kind, Noise(channel_count));
      const auto file = FileBytes::Of(audio.fd());
      ASSERT_THAT(file, IsOk());
      const auto facts = ReadRiffHeader(*file);
      ASSERT_THAT(facts, IsOk());
      ASSERT_TRUE(facts->plain_pcm.has_value());
      EXPECT_EQ(facts->plain_pcm->frame_count, 20'011);
      auto source = PcmSource::Open(*file);
      ASSERT_THAT(source, IsOk());
      std::vector<float> samples;
      for (;;) {
        const auto block = source->Read();
        ASSERT_THAT(block, IsOk());
        if (block->empty()) break;
        samples.insert(samples.end(), block->begin(), block->end());
      }
      EXPECT_EQ(samples, ByLibsndfile(audio));
    }
  }
}

TEST(PlainPcmTest, OtherSamplesNeedADecoder) {
  for (const FileKind kind : {FileKind::kWav8, FileKind::kWavDouble}) {
    const AudioFile audio = Encode(kind, Noise(2));
    const auto facts = ReadRiffHeader(FileBytes::Of(audio.fd()).value());
    ASSERT_THAT(facts, IsOk());
    EXPECT_FALSE(facts->plain_pcm.has_value());
  }
}

}  // namespace
}  // namespace ritornello::analysis
