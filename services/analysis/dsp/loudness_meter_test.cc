#include "services/analysis/dsp/loudness_meter.h"

#include <ebur128.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "libs/status/status_matchers.h"
#include "services/analysis/dsp/loudness_gate.h"
#include "services/analysis/testing/signal.h"

namespace ritornello::analysis {
namespace {

using ::ritornello::testing::FailsWith;
using testing::ChannelTones;
using testing::kSilenceDbfs;
using testing::Signal;
using testing::Tone;

LoudnessMeter MeterFor(const Signal& signal) {
  auto meter = LoudnessMeter::Create({.sample_rate_hz = signal.sample_rate_hz,
                                      .channel_count = signal.channel_count});
  EXPECT_TRUE(meter.ok()) << meter.status();
  return *std::move(meter);
}

LoudnessMeter Measured(const Signal& signal) {
  LoudnessMeter meter = MeterFor(signal);
  meter.Add(signal.samples);
  return meter;
}

// BS.1770 knows no sample rate: the same tone reads the same at all of them.
TEST(LoudnessMeterTest, TheSampleRateCostsNothing) {
  for (const int32_t rate_hz :
       {8'000, 11'025, 22'050, 44'100, 48'000, 96'000, 192'000, 384'000}) {
    SCOPED_TRACE(rate_hz);
    const LoudnessMeter meter =
        Measured(Tone({{5, -23}}, {.sample_rate_hz = rate_hz}));
    EXPECT_NEAR(meter.Integrated().value(), -23.0, 0.1);
    EXPECT_NEAR(meter.MomentaryMax().value(), -23.0, 0.1);
    EXPECT_NEAR(meter.ShortTermMax().value(), -23.0, 0.1);
    EXPECT_TRUE(meter.has_range());
    EXPECT_NEAR(meter.Range().value(), 0.0, 0.1);
  }
}

// BS.1770 table 3: front and back channels weigh 1.0, those beside the
// listener 1.41 (+1.49 LU), the LFE nothing. One channel at -20 dBFS peak
// reads -23.01 LUFS at weight 1.
TEST(LoudnessMeterTest, EveryChannelHasItsWeight) {
  constexpr double kFront = -23.01;
  constexpr double kSide = -21.52;
  constexpr double kNone = kSilenceDbfs;
  const std::vector<std::vector<double>> expected = {
      {kFront},
      {kFront, kFront},
      {kFront, kFront, kFront},
      {kFront, kFront, kSide, kSide},
      {kFront, kFront, kFront, kSide, kSide},
      {kFront, kFront, kFront, kNone, kSide, kSide},
      {kFront, kFront, kFront, kNone, kFront, kSide, kSide},
      {kFront, kFront, kFront, kNone, kFront, kFront, kSide, kSide},
  };
  for (const auto& layout : expected) {
    for (size_t channel = 0; channel < layout.size(); ++channel) {
      SCOPED_TRACE(::testing::Message()
                   << "channel " << channel << " of " << layout.size());
      std::vector<double> levels(layout.size(), kSilenceDbfs);
      levels[channel] = -20;
      const LoudnessMeter meter =
          Measured(ChannelTones(1, levels, {.sample_rate_hz = 8'000}));
      if (layout[channel] == kNone) {
        EXPECT_EQ(meter.Integrated(), Lufs::Silence());
      } else {
        EXPECT_NEAR(meter.Integrated().value(), layout[channel], 0.1);
      }
    }
  }
}

TEST(LoudnessMeterTest, BlocksOfAnySizeReadTheSame) {
  const Signal signal = Tone({{1, -30}, {0.333, -12}, {3, -20}});
  const LoudnessMeter whole = Measured(signal);
  for (const size_t frames : {1U, 7U, 479U, 481U, 16'384U}) {
    SCOPED_TRACE(frames);
    LoudnessMeter meter = MeterFor(signal);
    std::span<const float> rest(signal.samples);
    while (!rest.empty()) {
      const size_t count = std::min(rest.size(), 2 * frames);
      meter.Add(rest.first(count));
      rest = rest.subspan(count);
    }
    EXPECT_EQ(meter.Integrated(), whole.Integrated());
    EXPECT_EQ(meter.Range(), whole.Range());
    EXPECT_EQ(meter.MomentaryMax(), whole.MomentaryMax());
    EXPECT_EQ(meter.ShortTermMax(), whole.ShortTermMax());
  }
}

// The windows are our own sums; libebur128 asked directly must say the same.
TEST(LoudnessMeterTest, WindowsAgreeWithLibebur128) {
  struct {
    int32_t rate_hz;
    double tolerance;
  } const cases[] = {
      {8'000, 1e-9},  {44'100, 1e-9},
      {48'000, 1e-9}, {22'050, 0.02},  // hops of 220 frames instead of 220.5
      {11'025, 0.02},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.rate_hz);
    std::mt19937 random(1770);
    std::uniform_real_distribution<float> noise(-1, 1);
    Signal signal{c.rate_hz, 2, {}};
    for (int burst = 0; burst < 40; ++burst) {
      const float gain = std::pow(10.0F, noise(random) - 1);
      for (int i = 0; i < 2 * c.rate_hz / 7; ++i) {
        signal.samples.push_back(gain * noise(random));
      }
    }
    if (signal.samples.size() % 2 != 0) signal.samples.pop_back();

    ebur128_state* state =
        ebur128_init(2, static_cast<unsigned long>(c.rate_hz), EBUR128_MODE_S);
    double momentary = -HUGE_VAL;
    double short_term = -HUGE_VAL;
    const int64_t hop = c.rate_hz / 100;
    for (int64_t frame = 0; frame + hop <= signal.frame_count();) {
      ebur128_add_frames_float(state,
                               &signal.samples[static_cast<size_t>(2 * frame)],
                               static_cast<size_t>(hop));
      frame += hop;
      double lufs = 0;
      ebur128_loudness_momentary(state, &lufs);
      if (frame >= 40 * hop) momentary = std::max(momentary, lufs);
      ebur128_loudness_shortterm(state, &lufs);
      if (frame >= 300 * hop && frame / hop % 10 == 0) {
        short_term = std::max(short_term, lufs);
      }
    }
    ebur128_destroy(&state);

    const LoudnessMeter meter = Measured(signal);
    EXPECT_NEAR(meter.MomentaryMax().value(), momentary, c.tolerance);
    EXPECT_NEAR(meter.ShortTermMax().value(), short_term, c.tolerance);
  }
}

TEST(LoudnessMeterTest, WindowsNeedTheirLength) {
  struct {
    double seconds;
    bool has_momentary;
    bool has_short_term;
  } const cases[] = {
      {0, false, false},   {0.39, false, false}, {0.4, true, false},
      {2.99, true, false}, {3, true, true},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.seconds);
    const LoudnessMeter meter = Measured(Tone({{c.seconds, -23}}));
    EXPECT_EQ(meter.Integrated() > Lufs::Silence(), c.has_momentary);
    EXPECT_EQ(meter.MomentaryMax() > Lufs::Silence(), c.has_momentary);
    EXPECT_EQ(meter.ShortTermMax() > Lufs::Silence(), c.has_short_term);
    EXPECT_EQ(meter.has_range(), c.has_short_term);
  }
}

// Tech 3342: what is below -70 LUFS has no part in the range.
TEST(LoudnessMeterTest, TheRangeNeedsAWindowAboveTheGate) {
  EXPECT_TRUE(Measured(Tone({{4, -69.5}})).has_range());
  EXPECT_FALSE(Measured(Tone({{4, -70.5}})).has_range());
}

TEST(LoudnessMeterTest, SilenceIsMinusInfinity) {
  const LoudnessMeter meter = Measured(Tone({{4, kSilenceDbfs}}));
  EXPECT_EQ(meter.Integrated(), Lufs::Silence());
  EXPECT_EQ(meter.MomentaryMax(), Lufs::Silence());
  EXPECT_EQ(meter.ShortTermMax(), Lufs::Silence());
}

// Bursts of noise at many levels, with pauses: every gate has something to do.
TEST(LoudnessMeterTest, BothEnginesReadTheSame) {
  for (const int32_t rate_hz :
       {8'000, 11'025, 22'050, 44'100, 48'000, 96'000}) {
    for (const int32_t channel_count : {1, 2}) {
      SCOPED_TRACE(::testing::Message() << rate_hz << "/" << channel_count);
      std::mt19937 random(static_cast<uint32_t>(rate_hz + channel_count));
      std::normal_distribution<float> noise(0, 0.25F);
      std::vector<float> samples;
      for (int burst = 0; burst < 60; ++burst) {
        const float gain = std::pow(10.0F, -std::fabs(8 * noise(random)));
        const int frames = rate_hz / 5 + burst * rate_hz / 97;
        for (int i = 0; i < frames * channel_count; ++i) {
          samples.push_back(burst % 7 == 0 ? 0 : gain * noise(random));
        }
      }
      const auto ours = MakeVectorEngine(rate_hz, channel_count);
      const auto theirs = MakeEbur128Engine(rate_hz, channel_count);
      ours->Add(samples);
      theirs->Add(samples);
      constexpr double kAgreement = 1e-4;
      const auto expect_same = [&](double (LoudnessEngine::*power)() const) {
        EXPECT_NEAR(LufsOf(((*ours).*power)()), LufsOf(((*theirs).*power)()),
                    kAgreement);
      };
      expect_same(&LoudnessEngine::IntegratedPower);
      expect_same(&LoudnessEngine::MomentaryMaxPower);
      expect_same(&LoudnessEngine::ShortTermMaxPower);
      EXPECT_NEAR(ours->RangeLu(), theirs->RangeLu(), kAgreement);
      EXPECT_TRUE(ours->has_range());
      EXPECT_TRUE(theirs->has_range());
    }
  }
}

TEST(LoudnessMeterTest, NamesTheBadField) {
  struct {
    int32_t sample_rate_hz;
    int32_t channel_count;
    const char* field;  // "": accepted
  } const cases[] = {
      {8'000, 1, ""},
      {384'000, 8, ""},
      {7'999, 1, "sample_rate_hz"},
      {384'001, 1, "sample_rate_hz"},
      {48'000, 0, "channel_count"},
      {48'000, 9, "channel_count"},
  };
  for (const auto& c : cases) {
    const auto meter = LoudnessMeter::Create(
        {.sample_rate_hz = c.sample_rate_hz, .channel_count = c.channel_count});
    if (*c.field == '\0') {
      EXPECT_TRUE(meter.ok()) << meter.status();
    } else {
      EXPECT_THAT(meter,
                  FailsWith(absl::StatusCode::kInvalidArgument, c.field));
    }
  }
}

}  // namespace
}  // namespace ritornello::analysis
