#include "services/analysis/dsp/clip_detector.h"

#include <algorithm>
#include <bit>

#include "libs/status/check.h"
#include "services/analysis/dsp/chunks.h"
#include "services/analysis/dsp/kernels.h"

namespace ritornello::analysis {
namespace {

// Samples that are passed over together where none is high enough.
constexpr size_t kChunkSamples = 512;

}  // namespace

ClipDetector::ClipDetector(int32_t channel_count) {
  RITORNELLO_CHECK(channel_count > 0);
  for (End& end : ends_) {
    end.run_lengths.resize(static_cast<size_t>(channel_count));
  }
}

void ClipDetector::Add(std::span<const float> interleaved) {
  const size_t channels = ends_[0].run_lengths.size();
  RITORNELLO_CHECK(interleaved.size() % channels == 0);
  ForEachChunk(interleaved, channels, kChunkSamples,
               [this](auto samples) { AddChunk(samples); });
}

void ClipDetector::AddChunk(std::span<const float> interleaved) {
  const size_t channels = ends_[0].run_lengths.size();
  const float peak =
      std::bit_cast<float>(BestKernels().max_magnitude_bits(interleaved));
  if (peak < std::min(ends_[0].level, ends_[1].level)) [[likely]] {
    for (End& end : ends_) {
      std::fill(end.run_lengths.begin(), end.run_lengths.end(), 0);
    }
    frame_count_ += static_cast<int64_t>(interleaved.size() / channels);
    return;
  }
  for (size_t i = 0; i < interleaved.size(); i += channels) {
    for (size_t channel = 0; channel < channels; ++channel) {
      const float sample = interleaved[i + channel];
      ends_[0].Add(sample, channel, frame_count_);
      ends_[1].Add(-sample, channel, frame_count_);
    }
    ++frame_count_;
  }
}

void ClipDetector::End::Add(float magnitude, size_t channel, int64_t frame) {
  int64_t& length = run_lengths[channel];
  if (magnitude < level) [[likely]] {
    length = 0;
    return;
  }
  if (magnitude > level) {
    level = magnitude;
    std::fill(run_lengths.begin(), run_lengths.end(), 0);
    run_count = sample_count = longest_run = 0;
    first_frame.reset();
  }
  Extend(length, frame);
}

void ClipDetector::End::Extend(int64_t& length, int64_t frame) {
  ++length;
  if (length < kClipRunMin) return;
  longest_run = std::max(longest_run, length);
  if (length > kClipRunMin) {
    ++sample_count;
    return;
  }
  ++run_count;
  sample_count += kClipRunMin;
  const int64_t start = frame - kClipRunMin + 1;
  first_frame = std::min(first_frame.value_or(start), start);
}

int64_t ClipDetector::run_count() const {
  return ends_[0].run_count + ends_[1].run_count;
}

int64_t ClipDetector::sample_count() const {
  return ends_[0].sample_count + ends_[1].sample_count;
}

int64_t ClipDetector::longest_run() const {
  return std::max(ends_[0].longest_run, ends_[1].longest_run);
}

std::optional<int64_t> ClipDetector::first_frame() const {
  const auto& [above, below] = ends_;
  if (!above.first_frame.has_value()) return below.first_frame;
  if (!below.first_frame.has_value()) return above.first_frame;
  return std::min(*above.first_frame, *below.first_frame);
}

}  // namespace ritornello::analysis
