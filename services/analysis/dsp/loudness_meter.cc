#include "services/analysis/dsp/loudness_meter.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/status/check.h"
#include "libs/status/error.h"
#include "services/analysis/dsp/loudness_gate.h"
#include "services/analysis/model/report.h"

namespace ritornello::analysis {

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
  const auto make =
      format.channel_count <= 2 ? MakeVectorEngine : MakeEbur128Engine;
  return LoudnessMeter(make(format.sample_rate_hz, format.channel_count),
                       format.channel_count);
}

LoudnessMeter::LoudnessMeter(std::unique_ptr<LoudnessEngine> engine,
                             int32_t channel_count)
    : engine_(std::move(engine)), channel_count_(channel_count) {}

void LoudnessMeter::Add(std::span<const float> interleaved) {
  RITORNELLO_CHECK(interleaved.size() % static_cast<size_t>(channel_count_) ==
                   0);
  engine_->Add(interleaved);
}

Lufs LoudnessMeter::Integrated() const {
  return Lufs(LufsOf(engine_->IntegratedPower()));
}

bool LoudnessMeter::has_range() const { return engine_->has_range(); }

Lu LoudnessMeter::Range() const { return Lu(engine_->RangeLu()); }

Lufs LoudnessMeter::MomentaryMax() const {
  return Lufs(LufsOf(engine_->MomentaryMaxPower()));
}

Lufs LoudnessMeter::ShortTermMax() const {
  return Lufs(LufsOf(engine_->ShortTermMaxPower()));
}

}  // namespace ritornello::analysis
