#include "services/analysis/dsp/kernels.h"

#include <algorithm>
#include <array>

#include "libs/status/check.h"

// Vectors are handed to inlined functions only, which have no calling
// convention.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace ritornello::analysis {
namespace {

using simd::Doubles;
using simd::EightFloats;
using simd::Floats;
using simd::FourDoubles;
using simd::Ints;
using simd::kDoubles;
using simd::kFloats;
using simd::Load;
using simd::Store;

constexpr uint32_t kMagnitudeMask = 0x7fffffff;

RITORNELLO_INLINE uint32_t MagnitudeBits(float sample) {
  uint32_t bits = 0;
  std::memcpy(&bits, &sample, sizeof(bits));
  return bits & kMagnitudeMask;
}

RITORNELLO_INLINE float MagnitudeOf(uint32_t bits) {
  float value = 0;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}

RITORNELLO_INLINE void KeepLarger(const Ints& candidate, Ints& largest) {
  largest = candidate > largest ? candidate : largest;
}

// Magnitudes of floats are in the order of their bits.
RITORNELLO_INLINE Ints MagnitudesOf(const Floats& values) {
  Ints bits;
  std::memcpy(&bits, &values, sizeof(bits));
  return bits & static_cast<int32_t>(kMagnitudeMask);
}

RITORNELLO_INLINE uint32_t LargestLane(const Ints& values) {
  int32_t largest = 0;
  for (int i = 0; i < kFloats; ++i) largest = std::max(largest, values[i]);
  return static_cast<uint32_t>(largest);
}

RITORNELLO_INLINE uint32_t
MaxMagnitudeBitsLoop(std::span<const float> samples) {
  Ints largest{};
  size_t i = 0;
  for (; i + kFloats <= samples.size(); i += kFloats) {
    Floats values;
    Load(&samples[i], values);
    KeepLarger(MagnitudesOf(values), largest);
  }
  uint32_t bits = LargestLane(largest);
  for (; i < samples.size(); ++i) {
    bits = std::max(bits, MagnitudeBits(samples[i]));
  }
  return bits;
}

// A tap at a time over all phases, so that each sample is loaded once.
template <int kPhases, int kTaps>
RITORNELLO_INLINE float BetweenPeakLoop(std::span<const float> samples,
                                        size_t channels, const float* taps) {
  const float* const first = samples.data();
  const auto step = static_cast<ptrdiff_t>(channels);
  Ints largest{};
  size_t i = 0;
  for (; i + kFloats <= samples.size(); i += kFloats) {
    Floats sums[kPhases] = {};
    for (int tap = 0; tap < kTaps; ++tap) {
      Floats values;
      Load(first + (static_cast<ptrdiff_t>(i) - tap * step), values);
      for (int phase = 0; phase < kPhases; ++phase) {
        sums[phase] += values * taps[phase * kTaps + tap];
      }
    }
    for (const Floats& sum : sums) KeepLarger(MagnitudesOf(sum), largest);
  }
  uint32_t bits = LargestLane(largest);
  for (; i < samples.size(); ++i) {
    for (int phase = 0; phase < kPhases; ++phase) {
      float sum = 0;
      for (int tap = 0; tap < kTaps; ++tap) {
        sum += first[static_cast<ptrdiff_t>(i) - tap * step] *
               taps[phase * kTaps + tap];
      }
      bits = std::max(bits, MagnitudeBits(sum));
    }
  }
  return MagnitudeOf(bits);
}

// A state that has come down to it is 0: 3,000 dB below full scale. In silence
// it would go on to numbers that processors are slow with.
constexpr double kInaudible = 1e-150;

// Eight samples of one channel, and the state after them.
RITORNELLO_INLINE void FilterEight(const FilterBlock& filter, const double* x,
                                   FourDoubles& state, Doubles& filtered) {
  Doubles y = filter.from_sample[0] * x[0];
  FourDoubles from_samples = filter.state_from_sample[0] * x[0];
  for (int j = 1; j < kDoubles; ++j) {
    y += filter.from_sample[j] * x[j];
    from_samples += filter.state_from_sample[j] * x[j];
  }
  const FourDoubles first = filter.state_from_state[0] * state[0] +
                            filter.state_from_state[1] * state[1];
  const FourDoubles second = filter.state_from_state[2] * state[2] +
                             filter.state_from_state[3] * state[3];
  for (int k = 0; k < 4; ++k) y += filter.from_state[k] * state[k];
  state = from_samples + (first + second);
  const FourDoubles magnitude = state < 0 ? -state : state;
  state = magnitude < kInaudible ? FourDoubles{} : state;
  filtered = y;
}

// Eight frames as doubles, channel by channel.
RITORNELLO_INLINE void Spread(const float* mono, double (&x)[1][kDoubles]) {
  EightFloats floats;
  Load(mono, floats);
  Store(__builtin_convertvector(floats, Doubles), x[0]);
}

RITORNELLO_INLINE void Spread(const float* interleaved,
                              double (&x)[2][kDoubles]) {
  Floats floats;
  Load(interleaved, floats);
  const EightFloats left =
      __builtin_shufflevector(floats, floats, 0, 2, 4, 6, 8, 10, 12, 14);
  const EightFloats right =
      __builtin_shufflevector(floats, floats, 1, 3, 5, 7, 9, 11, 13, 15);
  Store(__builtin_convertvector(left, Doubles), x[0]);
  Store(__builtin_convertvector(right, Doubles), x[1]);
}

template <int kChannels>
RITORNELLO_INLINE void EnergyLoop(const float* interleaved, size_t block_count,
                                  const FilterBlock& filter,
                                  FourDoubles* states, double* energies) {
  // Of its own, so that nothing that is written can change it: it stays in
  // registers.
  const FilterBlock constant = filter;
  FourDoubles state[kChannels];
  for (int c = 0; c < kChannels; ++c) state[c] = states[c];
  for (size_t block = 0; block < block_count; ++block) {
    alignas(64) double x[kChannels][kDoubles];
    Spread(interleaved, x);
    Doubles energy{};
    for (int c = 0; c < kChannels; ++c) {
      Doubles y;
      FilterEight(constant, x[c], state[c], y);
      energy += y * y;
    }
    Store(energy, energies);
    interleaved += kDoubles * kChannels;
    energies += kDoubles;
  }
  for (int c = 0; c < kChannels; ++c) states[c] = state[c];
}

// Lanes hold L R L R L R L R; what both channels have to say stands twice.
struct StereoLanes {
  Doubles energies{};
  Doubles products{};
  Doubles folds{};  // of L+R
};

RITORNELLO_INLINE void AddStereo(const float* interleaved, StereoLanes& lanes) {
  EightFloats floats;
  Load(interleaved, floats);
  const Doubles values = __builtin_convertvector(floats, Doubles);
  const Doubles swapped =
      __builtin_shufflevector(values, values, 1, 0, 3, 2, 5, 4, 7, 6);
  const Doubles fold = values + swapped;
  lanes.energies += values * values;
  lanes.products += values * swapped;
  lanes.folds += fold * fold;
}

RITORNELLO_INLINE StereoSums
StereoSumsLoop(std::span<const float> interleaved) {
  StereoLanes lanes;
  size_t i = 0;
  for (; i + kDoubles <= interleaved.size(); i += kDoubles) {
    AddStereo(&interleaved[i], lanes);
  }
  if (i < interleaved.size()) {
    float last[kDoubles] = {};  // silence behind the end
    std::copy(interleaved.begin() + static_cast<ptrdiff_t>(i),
              interleaved.end(), last);
    AddStereo(last, lanes);
  }
  StereoSums out;
  for (int lane = 0; lane < kDoubles; lane += 2) {
    out.left_energy += lanes.energies[lane];
    out.right_energy += lanes.energies[lane + 1];
    out.product += lanes.products[lane];
    out.fold_energy += lanes.folds[lane] / 4;
  }
  return out;
}

RITORNELLO_INLINE void LaneSumsLoop(std::span<const float> samples,
                                    double* out) {
  Doubles sums{};
  size_t i = 0;
  for (; i + kDoubles <= samples.size(); i += kDoubles) {
    EightFloats floats;
    Load(&samples[i], floats);
    sums += __builtin_convertvector(floats, Doubles);
  }
  for (int lane = 0; i < samples.size(); ++i, ++lane) sums[lane] += samples[i];
  Store(sums, out);
}

// The loops compiled for one generation of processors.
#define RITORNELLO_KERNELS(NAME, TARGET)                                       \
  TARGET uint32_t MaxMagnitudeBits##NAME(std::span<const float> samples) {     \
    return MaxMagnitudeBitsLoop(samples);                                      \
  }                                                                            \
  TARGET float QuartersPeak##NAME(std::span<const float> samples,              \
                                  size_t channels, const float* taps) {        \
    return BetweenPeakLoop<3, 12>(samples, channels, taps);                    \
  }                                                                            \
  TARGET float HalvesPeak##NAME(std::span<const float> samples,                \
                                size_t channels, const float* taps) {          \
    return BetweenPeakLoop<1, 24>(samples, channels, taps);                    \
  }                                                                            \
  TARGET void MonoEnergy##NAME(const float* samples, size_t block_count,       \
                               const FilterBlock& filter, FourDoubles* states, \
                               double* energies) {                             \
    EnergyLoop<1>(samples, block_count, filter, states, energies);             \
  }                                                                            \
  TARGET void StereoEnergy##NAME(const float* samples, size_t block_count,     \
                                 const FilterBlock& filter,                    \
                                 FourDoubles* states, double* energies) {      \
    EnergyLoop<2>(samples, block_count, filter, states, energies);             \
  }                                                                            \
  TARGET StereoSums StereoSums##NAME(std::span<const float> interleaved) {     \
    return StereoSumsLoop(interleaved);                                        \
  }                                                                            \
  TARGET void LaneSums##NAME(std::span<const float> samples, double* sums) {   \
    LaneSumsLoop(samples, sums);                                               \
  }                                                                            \
  constexpr Kernels k##NAME = {simd::Level::k##NAME, MaxMagnitudeBits##NAME,   \
                               QuartersPeak##NAME,   HalvesPeak##NAME,         \
                               MonoEnergy##NAME,     StereoEnergy##NAME,       \
                               StereoSums##NAME,     LaneSums##NAME};

RITORNELLO_KERNELS(Any, )
#if defined(__x86_64__)
RITORNELLO_KERNELS(X86V3, RITORNELLO_X86_V3)
RITORNELLO_KERNELS(X86V4, RITORNELLO_X86_V4)
constexpr std::array<Kernels, 3> kAll = {kAny, kX86V3, kX86V4};
#else
constexpr std::array<Kernels, 1> kAll = {kAny};
#endif

}  // namespace

std::span<const Kernels> AvailableKernels() {
  const simd::Level best = simd::BestLevel();
  size_t count = 0;
  while (count < kAll.size() && kAll[count].level <= best) ++count;
  return std::span(kAll).first(count);
}

const Kernels& BestKernels() {
  static const Kernels& best = AvailableKernels().back();
  return best;
}

}  // namespace ritornello::analysis
