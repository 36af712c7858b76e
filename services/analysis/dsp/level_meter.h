// DC offset, and silence before and after the music.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace ritornello::analysis {

// -60 dBFS: what is not louder counts as silence before and after the music.
inline constexpr float kSilenceLevel = 0.001F;

// Threads: one meter belongs to one thread.
class LevelMeter {
 public:
  // REQUIRES: channel_count > 0.
  explicit LevelMeter(int32_t channel_count);

  // Adds whole frames, interleaved.
  void Add(std::span<const float> interleaved);

  int64_t frame_count() const { return frame_count_; }

  // Mean of the channel whose mean is farthest from zero, with its sign; full
  // scale is 1. 0 without frames.
  double DcOffset() const;

  // First and last frame with a sample louder than kSilenceLevel in any
  // channel; nullopt when there is none.
  std::optional<int64_t> first_loud_frame() const { return first_loud_frame_; }
  std::optional<int64_t> last_loud_frame() const { return last_loud_frame_; }

 private:
  void AddSums(std::span<const float> interleaved);
  void FindLoud(std::span<const float> interleaved);

  std::vector<double> sums_;  // one per channel
  int64_t frame_count_ = 0;
  std::optional<int64_t> first_loud_frame_;
  std::optional<int64_t> last_loud_frame_;
};

}  // namespace ritornello::analysis
