#include "services/analysis/dsp/clip_detector.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace ritornello::analysis {
namespace {

constexpr float kTop = 32'767.0F / 32'768.0F;

TEST(ClipDetectorTest, Mono) {
  struct {
    const char* fact;
    std::vector<float> samples;
    int64_t runs;
    int64_t samples_in_runs;
    int64_t longest;
    int64_t first;
  } const cases[] = {
      {"nothing", {}, 0, 0, 0, -1},
      {"two equal samples are music", {0, 1, 1, 0}, 0, 0, 0, -1},
      {"three are a run", {0, 1, 1, 1, 0}, 1, 3, 3, 1},
      {"a run at the very end", {0, 1, 1, 1, 1}, 1, 4, 4, 1},
      {"two runs", {1, 1, 1, 0, 1, 1, 1, 1}, 2, 7, 4, 0},
      {"16-bit: both ends, each at its own extreme",
       {kTop, kTop, kTop, 0, -1, -1, -1, -1},
       2,
       7,
       4,
       0},
      {"alternating signs are no run", {1, -1, 1, -1, 1}, 0, 0, 0, -1},
      {"a higher sample voids what was below it",
       {0.99F, 0.99F, 0.99F, 0, 1, 0},
       0,
       0,
       0,
       -1},
      {"below -0.1 dBFS nothing is clipped",
       {0.98F, 0.98F, 0.98F, 0.98F},
       0,
       0,
       0,
       -1},
      {"at -0.1 dBFS it is",
       {kClipLevelMin, kClipLevelMin, kClipLevelMin},
       1,
       3,
       3,
       0},
      {"beyond full scale", {1.5F, 1.5F, 1.5F, 1, 1, 1}, 1, 3, 3, 0},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.fact);
    ClipDetector detector(1);
    detector.Add(c.samples);
    EXPECT_EQ(detector.run_count(), c.runs);
    EXPECT_EQ(detector.sample_count(), c.samples_in_runs);
    EXPECT_EQ(detector.longest_run(), c.longest);
    EXPECT_EQ(detector.first_frame().value_or(-1), c.first);
  }
}

TEST(ClipDetectorTest, ChannelsHaveRunsOfTheirOwn) {
  ClipDetector detector(2);
  detector.Add(std::vector<float>{0, 1, 0, 1, 1, 1, 1, 0, 1, 0});
  EXPECT_EQ(detector.run_count(), 2);
  EXPECT_EQ(detector.sample_count(), 6);
  EXPECT_EQ(detector.first_frame(), 0);  // right; left starts at 2
}

struct Counts {
  int64_t runs = 0;
  int64_t samples = 0;
  int64_t longest = 0;
  int64_t first = -1;
  friend bool operator==(const Counts&, const Counts&) = default;
};

// The definition, in two passes over the whole signal.
Counts Reference(const std::vector<float>& samples, size_t channels) {
  Counts counts;
  for (const float sign : {1.0F, -1.0F}) {
    float extreme = kClipLevelMin;
    for (const float x : samples) extreme = std::max(extreme, sign * x);
    for (size_t channel = 0; channel < channels; ++channel) {
      int64_t length = 0;
      const auto frames = static_cast<int64_t>(samples.size() / channels);
      for (int64_t frame = 0; frame <= frames; ++frame) {
        const size_t at = static_cast<size_t>(frame) * channels + channel;
        if (frame < frames && sign * samples[at] == extreme) {
          ++length;
          continue;
        }
        if (length >= 3) {
          ++counts.runs;
          counts.samples += length;
          counts.longest = std::max(counts.longest, length);
          const int64_t start = frame - length;
          if (counts.first < 0 || start < counts.first) counts.first = start;
        }
        length = 0;
      }
    }
  }
  return counts;
}

TEST(ClipDetectorTest, OnePassFindsWhatTwoPassesFind) {
  std::mt19937 random(3);
  constexpr float kLevels[] = {0, 0.5F, 0.99F, 1, -0.99F, -1};
  for (int round = 0; round < 2'000; ++round) {
    const size_t channels = 1 + random() % 3;
    std::vector<float> samples(channels * (random() % 60));
    float level = 0;
    for (float& sample : samples) {
      // Sticky levels make runs; the louder ones come late or never.
      if (random() % 4 == 0) level = kLevels[random() % (2 + random() % 5)];
      sample = level;
    }
    ClipDetector detector(static_cast<int32_t>(channels));
    std::span<const float> rest(samples);
    while (!rest.empty()) {
      const size_t count = std::min(rest.size(), channels * (1 + random() % 9));
      detector.Add(rest.first(count));
      rest = rest.subspan(count);
    }
    const Counts found{detector.run_count(), detector.sample_count(),
                       detector.longest_run(),
                       detector.first_frame().value_or(-1)};
    ASSERT_EQ(found, Reference(samples, channels)) << "round " << round;
  }
}

}  // namespace
}  // namespace ritornello::analysis
