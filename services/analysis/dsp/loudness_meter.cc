#include "services/analysis/dsp/loudness_meter.h"

#include <ebur128.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/status/check.h"
#include "libs/status/error.h"
#include "services/analysis/model/report.h"

namespace ritornello::analysis {
namespace {

constexpr int64_t kHopsPerSecond = 100;
constexpr unsigned long kHopMs = 10;
constexpr int64_t kMomentaryHops = 40;        // 400 ms, Tech 3341
constexpr int64_t kShortTermHops = 300;       // 3 s, Tech 3341
constexpr int64_t kShortTermPeriodHops = 10;  // 10 Hz, Tech 3341
constexpr int64_t kRangePeriodHops = 100;     // libebur128's: once a second
constexpr double kAbsoluteGateLufs = -70;     // BS.1770, Tech 3342

// BS.1770: L = -0.691 + 10 log10(mean square).
constexpr double kOffsetDb = -0.691;

double PowerOf(double lufs) { return std::pow(10, (lufs - kOffsetDb) / 10); }
double LufsOf(double power) { return kOffsetDb + 10 * std::log10(power); }

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

double Decibels(double magnitude) { return 20 * std::log10(magnitude); }

}  // namespace

// The windows are sums of 10 ms powers kept here: asking libebur128 for each
// 400 ms window would sum every sample forty times, and take as long as all
// the rest.
struct LoudnessMeter::Engine {
  explicit Engine(Format format)
      : channel_count(format.channel_count),
        hop_frame_count(format.sample_rate_hz / kHopsPerSecond),
        state(ebur128_init(
            static_cast<unsigned>(format.channel_count),
            static_cast<unsigned long>(format.sample_rate_hz),
            EBUR128_MODE_I | EBUR128_MODE_LRA | EBUR128_MODE_TRUE_PEAK)) {
    // Only memory can be missing: the format was checked.
    RITORNELLO_CHECK(state != nullptr);
    for (int32_t channel = 0; channel < channel_count; ++channel) {
      RITORNELLO_CHECK(
          ebur128_set_channel(state.get(), static_cast<unsigned>(channel),
                              kChannelMaps[channel_count - 1][channel]) ==
          EBUR128_SUCCESS);
    }
  }

  void FinishHop();
  double MeanPower(int64_t hops) const;

  int32_t channel_count;
  int64_t hop_frame_count;
  int64_t hop_frames_seen = 0;
  int64_t hop_count = 0;
  std::array<double, kShortTermHops> hop_power{};  // ring, by hop number
  double momentary_max_power = 0;
  double short_term_max_power = 0;
  bool has_range = false;
  std::unique_ptr<ebur128_state, StateDeleter> state;
};

// Mean power of the last `hops` hops.
double LoudnessMeter::Engine::MeanPower(int64_t hops) const {
  double sum = 0;
  for (int64_t hop = hop_count - hops; hop < hop_count; ++hop) {
    sum += hop_power[static_cast<size_t>(hop % kShortTermHops)];
  }
  return sum / static_cast<double>(hops);
}

void LoudnessMeter::Engine::FinishHop() {
  double lufs = 0;
  RITORNELLO_CHECK(ebur128_loudness_window(state.get(), kHopMs, &lufs) ==
                   EBUR128_SUCCESS);
  hop_power[static_cast<size_t>(hop_count % kShortTermHops)] = PowerOf(lufs);
  ++hop_count;
  hop_frames_seen = 0;
  if (hop_count >= kMomentaryHops) {
    momentary_max_power =
        std::max(momentary_max_power, MeanPower(kMomentaryHops));
  }
  if (hop_count >= kShortTermHops && hop_count % kShortTermPeriodHops == 0) {
    const double power = MeanPower(kShortTermHops);
    short_term_max_power = std::max(short_term_max_power, power);
    has_range |= hop_count % kRangePeriodHops == 0 &&
                 power >= PowerOf(kAbsoluteGateLufs);
  }
}

absl::StatusOr<LoudnessMeter> LoudnessMeter::Create(Format format) {
  if (format.sample_rate_hz < kSampleRateMinHz ||
      format.sample_rate_hz > kSampleRateMaxHz) {
    return InvalidField(
        "sample_rate_hz",
        absl::StrCat("must be ", kSampleRateMinHz, "..", kSampleRateMaxHz,
                     ", got ", format.sample_rate_hz));
  }
  if (format.channel_count < 1 || format.channel_count > kChannelCountMax) {
    return InvalidField("channel_count",
                        absl::StrCat("must be 1..", kChannelCountMax, ", got ",
                                     format.channel_count));
  }
  return LoudnessMeter(std::make_unique<Engine>(format));
}

LoudnessMeter::LoudnessMeter(std::unique_ptr<Engine> engine)
    : engine_(std::move(engine)) {}
LoudnessMeter::LoudnessMeter(LoudnessMeter&&) noexcept = default;
LoudnessMeter& LoudnessMeter::operator=(LoudnessMeter&&) noexcept = default;
LoudnessMeter::~LoudnessMeter() = default;

void LoudnessMeter::Add(std::span<const float> interleaved) {
  Engine& engine = *engine_;
  const auto channels = static_cast<size_t>(engine.channel_count);
  RITORNELLO_CHECK(interleaved.size() % channels == 0);
  while (!interleaved.empty()) {
    const size_t frames = std::min(
        interleaved.size() / channels,
        static_cast<size_t>(engine.hop_frame_count - engine.hop_frames_seen));
    RITORNELLO_CHECK(ebur128_add_frames_float(engine.state.get(),
                                              interleaved.data(),
                                              frames) == EBUR128_SUCCESS);
    interleaved = interleaved.subspan(frames * channels);
    engine.hop_frames_seen += static_cast<int64_t>(frames);
    if (engine.hop_frames_seen == engine.hop_frame_count) engine.FinishHop();
  }
}

Lufs LoudnessMeter::Integrated() const {
  double lufs = 0;
  RITORNELLO_CHECK(ebur128_loudness_global(engine_->state.get(), &lufs) ==
                   EBUR128_SUCCESS);
  return Lufs(lufs);
}

bool LoudnessMeter::has_range() const { return engine_->has_range; }

Lu LoudnessMeter::Range() const {
  double range_lu = 0;
  RITORNELLO_CHECK(ebur128_loudness_range(engine_->state.get(), &range_lu) ==
                   EBUR128_SUCCESS);
  return Lu(range_lu);
}

Lufs LoudnessMeter::MomentaryMax() const {
  return Lufs(LufsOf(engine_->momentary_max_power));
}

Lufs LoudnessMeter::ShortTermMax() const {
  return Lufs(LufsOf(engine_->short_term_max_power));
}

Dbtp LoudnessMeter::TruePeak() const {
  double highest = 0;
  for (int32_t channel = 0; channel < engine_->channel_count; ++channel) {
    double peak = 0;
    RITORNELLO_CHECK(ebur128_true_peak(engine_->state.get(),
                                       static_cast<unsigned>(channel),
                                       &peak) == EBUR128_SUCCESS);
    highest = std::max(highest, peak);
  }
  return Dbtp(std::max(Decibels(highest), SamplePeakDbfs()));
}

double LoudnessMeter::SamplePeakDbfs() const {
  double highest = 0;
  for (int32_t channel = 0; channel < engine_->channel_count; ++channel) {
    double peak = 0;
    RITORNELLO_CHECK(ebur128_sample_peak(engine_->state.get(),
                                         static_cast<unsigned>(channel),
                                         &peak) == EBUR128_SUCCESS);
    highest = std::max(highest, peak);
  }
  return Decibels(highest);
}

}  // namespace ritornello::analysis
