// The loops in which a measurement spends its time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "services/analysis/dsp/simd.h"

namespace ritornello::analysis {

// What a filter of four states does to eight samples at once: with x the
// samples, y the filtered ones and s the state before them,
//   y = sum over j of from_sample[j] x[j] + sum over k of from_state[k] s[k]
// and the state after them likewise.
struct FilterBlock {
  simd::Doubles from_sample[simd::kDoubles];
  simd::Doubles from_state[4];
  simd::FourDoubles state_from_sample[simd::kDoubles];
  simd::FourDoubles state_from_state[4];
};

struct StereoSums {
  double left_energy = 0;
  double right_energy = 0;
  double product = 0;
  double fold_energy = 0;  // of (L+R)/2
};

// One set of loops. All sets give the same results to the last bit.
struct Kernels {
  simd::Level level;

  // The bits of the largest |sample|: of NaN, if there is one, and infinity,
  // which are above those of any number. 0 for no samples.
  uint32_t (*max_magnitude_bits)(std::span<const float> samples);

  // The largest magnitude between samples, at 1, 2 and 3 quarters of the way
  // (`taps` has 3 x 12), or half way (1 x 24), by phase and then from the
  // newest sample on. Before `samples` stand (taps per phase - 1) * channels
  // earlier ones. 0 for no samples.
  float (*quarters_peak)(std::span<const float> samples, size_t channels,
                         const float* taps);
  float (*halves_peak)(std::span<const float> samples, size_t channels,
                       const float* taps);

  // Filters 8 * `block_count` frames of one or two channels and writes the sum
  // of the squares of each frame. `states` has four for each channel, which end
  // at 0 in silence.
  void (*mono_energy)(const float* samples, size_t block_count,
                      const FilterBlock& filter, simd::FourDoubles* states,
                      double* energies);
  void (*stereo_energy)(const float* interleaved, size_t block_count,
                        const FilterBlock& filter, simd::FourDoubles* states,
                        double* energies);

  StereoSums (*stereo_sums)(std::span<const float> interleaved);

  // The sums of every eighth sample, the first from the first on.
  void (*lane_sums)(std::span<const float> samples, double sums[8]);
};

// The fastest set for this processor.
const Kernels& BestKernels();

// All that this processor can run: for tests.
std::span<const Kernels> AvailableKernels();

}  // namespace ritornello::analysis
