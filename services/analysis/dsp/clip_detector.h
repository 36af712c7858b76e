// Finds what a clipped master leaves behind.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace ritornello::analysis {

// Samples of one run at least. Two equal samples at the top of a wave happen
// in any music.
inline constexpr int64_t kClipRunMin = 3;

// An extreme below this is no clipping: -0.1 dBFS.
inline constexpr float kClipLevelMin = 0.98855309F;

// Counts runs of kClipRunMin or more equal samples of one channel at the
// stream's own highest or lowest value, where that value is -0.1 dBFS or more
// in magnitude. Both ends are taken each for itself: 16-bit full scale is
// -1.0 below and 0.99997 above.
//
// One pass: a sample beyond the extreme so far voids every run at it.
// Threads: one detector belongs to one thread.
class ClipDetector {
 public:
  // REQUIRES: channel_count > 0.
  explicit ClipDetector(int32_t channel_count);

  // Adds whole frames, interleaved.
  void Add(std::span<const float> interleaved);

  int64_t run_count() const;
  int64_t sample_count() const;
  int64_t longest_run() const;  // samples of one channel

  // Frame where the first run starts; nullopt without a run.
  std::optional<int64_t> first_frame() const;

 private:
  struct End {
    float level = kClipLevelMin;       // magnitude of the extreme so far
    std::vector<int64_t> run_lengths;  // current run of each channel
    int64_t run_count = 0;
    int64_t sample_count = 0;
    int64_t longest_run = 0;
    std::optional<int64_t> first_frame;

    void Add(float magnitude, size_t channel, int64_t frame);
    void Extend(int64_t& length, int64_t frame);
  };

  void AddChunk(std::span<const float> interleaved);

  std::array<End, 2> ends_;  // above, below
  int64_t frame_count_ = 0;
};

}  // namespace ritornello::analysis
