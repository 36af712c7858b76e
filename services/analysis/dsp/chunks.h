// Samples in parts of whole frames.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

namespace ritornello::analysis {

// Calls `use` with one part after the other, each of at most
// `sample_count_max` samples. REQUIRES: that is at least one frame.
template <typename Sample, typename Use>
void ForEachChunk(std::span<Sample> interleaved, size_t channels,
                  size_t sample_count_max, Use use) {
  const size_t chunk = sample_count_max / channels * channels;
  while (!interleaved.empty()) {
    const size_t count = std::min(chunk, interleaved.size());
    use(interleaved.first(count));
    interleaved = interleaved.subspan(count);
  }
}

}  // namespace ritornello::analysis
