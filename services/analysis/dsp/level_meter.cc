#include "services/analysis/dsp/level_meter.h"

#include <algorithm>
#include <cmath>

#include "libs/status/check.h"
#include "services/analysis/dsp/kernels.h"

namespace ritornello::analysis {
namespace {

constexpr size_t kLanes = simd::kDoubles;

}  // namespace

LevelMeter::LevelMeter(int32_t channel_count)
    : sums_(static_cast<size_t>(channel_count)) {
  RITORNELLO_CHECK(channel_count > 0);
}

void LevelMeter::Add(std::span<const float> interleaved) {
  RITORNELLO_CHECK(interleaved.size() % sums_.size() == 0);
  AddSums(interleaved);
  FindLoud(interleaved);
  frame_count_ += static_cast<int64_t>(interleaved.size() / sums_.size());
}

void LevelMeter::AddSums(std::span<const float> interleaved) {
  const size_t channels = sums_.size();
  if (kLanes % channels != 0) {
    for (size_t i = 0; i < interleaved.size(); ++i) {
      sums_[i % channels] += interleaved[i];
    }
    return;
  }
  double lanes[kLanes];
  BestKernels().lane_sums(interleaved, lanes);
  for (size_t lane = 0; lane < kLanes; ++lane) {
    sums_[lane % channels] += lanes[lane];
  }
}

void LevelMeter::FindLoud(std::span<const float> interleaved) {
  const auto channels = static_cast<int64_t>(sums_.size());
  const auto is_loud = [](float sample) {
    return std::fabs(sample) > kSilenceLevel;
  };
  if (!first_loud_frame_.has_value()) {
    const auto first =
        std::find_if(interleaved.begin(), interleaved.end(), is_loud);
    if (first == interleaved.end()) return;
    first_loud_frame_ = frame_count_ + (first - interleaved.begin()) / channels;
  }
  const auto last =
      std::find_if(interleaved.rbegin(), interleaved.rend(), is_loud);
  if (last == interleaved.rend()) return;
  last_loud_frame_ = frame_count_ + (interleaved.rend() - last - 1) / channels;
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
