#include "services/analysis/dsp/level_meter.h"

#include <cmath>

#include "libs/status/check.h"

namespace ritornello::analysis {

LevelMeter::LevelMeter(int32_t channel_count)
    : sums_(static_cast<size_t>(channel_count)) {
  RITORNELLO_CHECK(channel_count > 0);
}

void LevelMeter::Add(std::span<const float> interleaved) {
  const size_t channels = sums_.size();
  RITORNELLO_CHECK(interleaved.size() % channels == 0);
  for (size_t i = 0; i < interleaved.size(); i += channels) {
    bool is_loud = false;
    for (size_t channel = 0; channel < channels; ++channel) {
      const float sample = interleaved[i + channel];
      sums_[channel] += sample;
      is_loud |= std::fabs(sample) > kSilenceLevel;
    }
    if (is_loud) {
      if (!first_loud_frame_.has_value()) first_loud_frame_ = frame_count_;
      last_loud_frame_ = frame_count_;
    }
    ++frame_count_;
  }
}

double LevelMeter::DcOffset() const {
  if (frame_count_ == 0) return 0;
  double farthest = 0;
  for (const double sum : sums_) {
    const double mean = sum / static_cast<double>(frame_count_);
    if (std::fabs(mean) > std::fabs(farthest)) farthest = mean;
  }
  return farthest;
}

}  // namespace ritornello::analysis
