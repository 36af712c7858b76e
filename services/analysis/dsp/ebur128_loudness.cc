#include <ebur128.h>

#include <algorithm>
#include <cstddef>

#include "libs/status/check.h"
#include "services/analysis/dsp/loudness_engine.h"
#include "services/analysis/dsp/loudness_gate.h"
#include "services/analysis/dsp/power_windows.h"
#include "services/analysis/model/report.h"

namespace ritornello::analysis {
namespace {

constexpr unsigned long kHopMs = 10;

constexpr int kUnused = EBUR128_UNUSED;
// What each channel is, by channel count - 1. Mono is "left", weight 1.
constexpr int kChannelMaps[kChannelCountMax][kChannelCountMax] = {
    {EBUR128_Mp030},
    {EBUR128_Mp030, EBUR128_Mm030},
    {EBUR128_Mp030, EBUR128_Mm030, EBUR128_Mp000},
    {EBUR128_Mp030, EBUR128_Mm030, EBUR128_Mp110, EBUR128_Mm110},
    {EBUR128_Mp030, EBUR128_Mm030, EBUR128_Mp000, EBUR128_Mp110, EBUR128_Mm110},
    {EBUR128_Mp030, EBUR128_Mm030, EBUR128_Mp000, kUnused, EBUR128_Mp110,
     EBUR128_Mm110},
    {EBUR128_Mp030, EBUR128_Mm030, EBUR128_Mp000, kUnused, EBUR128_Mp180,
     EBUR128_Mp090, EBUR128_Mm090},
    {EBUR128_Mp030, EBUR128_Mm030, EBUR128_Mp000, kUnused, EBUR128_Mp135,
     EBUR128_Mm135, EBUR128_Mp090, EBUR128_Mm090},
};

struct StateDeleter {
  void operator()(ebur128_state* state) const { ebur128_destroy(&state); }
};

// The windows are sums of 10 ms powers: asking libebur128 for each 400 ms
// window would sum every sample forty times, and take as long as all the rest.
class Ebur128Engine final : public LoudnessEngine {
 public:
  Ebur128Engine(int32_t sample_rate_hz, int32_t channel_count)
      : channels_(static_cast<size_t>(channel_count)),
        hop_frame_count_(static_cast<size_t>(sample_rate_hz / kHopsPerSecond)),
        state_(ebur128_init(static_cast<unsigned>(channel_count),
                            static_cast<unsigned long>(sample_rate_hz),
                            EBUR128_MODE_I | EBUR128_MODE_LRA)) {
    // Only memory can be missing: the format was checked.
    RITORNELLO_CHECK(state_ != nullptr);
    for (size_t channel = 0; channel < channels_; ++channel) {
      RITORNELLO_CHECK(
          ebur128_set_channel(state_.get(), static_cast<unsigned>(channel),
                              kChannelMaps[channels_ - 1][channel]) ==
          EBUR128_SUCCESS);
    }
  }

  void Add(std::span<const float> interleaved) override {
    while (!interleaved.empty()) {
      const size_t frames = std::min(interleaved.size() / channels_,
                                     hop_frame_count_ - hop_frames_seen_);
      RITORNELLO_CHECK(ebur128_add_frames_float(state_.get(),
                                                interleaved.data(),
                                                frames) == EBUR128_SUCCESS);
      interleaved = interleaved.subspan(frames * channels_);
      hop_frames_seen_ += frames;
      if (hop_frames_seen_ == hop_frame_count_) FinishHop();
    }
  }

  double IntegratedPower() const override {
    double lufs = 0;
    RITORNELLO_CHECK(ebur128_loudness_global(state_.get(), &lufs) ==
                     EBUR128_SUCCESS);
    return PowerOf(lufs);
  }
  bool has_range() const override {
    return windows_.range_power_max() >= PowerOf(kAbsoluteGateLufs);
  }
  double RangeLu() const override {
    double range_lu = 0;
    RITORNELLO_CHECK(ebur128_loudness_range(state_.get(), &range_lu) ==
                     EBUR128_SUCCESS);
    return range_lu;
  }
  double MomentaryMaxPower() const override { return windows_.momentary_max(); }
  double ShortTermMaxPower() const override {
    return windows_.short_term_max();
  }

 private:
  void FinishHop() {
    double lufs = 0;
    RITORNELLO_CHECK(ebur128_loudness_window(state_.get(), kHopMs, &lufs) ==
                     EBUR128_SUCCESS);
    windows_.AddHop(PowerOf(lufs));
    hop_frames_seen_ = 0;
  }

  const size_t channels_;
  const size_t hop_frame_count_;
  size_t hop_frames_seen_ = 0;
  PowerWindows windows_;
  std::unique_ptr<ebur128_state, StateDeleter> state_;
};

}  // namespace

std::unique_ptr<LoudnessEngine> MakeEbur128Engine(int32_t sample_rate_hz,
                                                  int32_t channel_count) {
  return std::make_unique<Ebur128Engine>(sample_rate_hz, channel_count);
}

}  // namespace ritornello::analysis
