// Loops over vectors of samples, compiled for several generations of processors
// and chosen when the program runs.
//
// A vector has the same width everywhere, 16 floats or 8 doubles; the compiler
// splits it where registers are narrower. Multiplications and additions are
// never fused (this library is compiled with -ffp-contract=off), so that each
// sum is the same, in the same order, on every processor: the same bytes.
#pragma once

#include <cstdint>
#include <cstring>

#include "absl/strings/string_view.h"

#define RITORNELLO_INLINE __attribute__((always_inline)) inline

namespace ritornello::analysis::simd {

inline constexpr int kFloats = 16;
inline constexpr int kDoubles = 8;

using Floats = float __attribute__((vector_size(64)));
using Ints = int32_t __attribute__((vector_size(64)));
using Doubles = double __attribute__((vector_size(64)));
// One column of a filter's state, or half a vector of Floats.
using FourDoubles = double __attribute__((vector_size(32)));
using EightFloats = float __attribute__((vector_size(32)));

// From any address.
template <typename Vector, typename T>
RITORNELLO_INLINE void Load(const T* from, Vector& vector) {
  static_assert(sizeof(Vector) % sizeof(T) == 0);
  std::memcpy(&vector, from, sizeof(Vector));
}

template <typename Vector, typename T>
RITORNELLO_INLINE void Store(const Vector& vector, T* to) {
  std::memcpy(to, &vector, sizeof(Vector));
}

// Which processors a loop was compiled for.
enum class Level { kAny, kX86V3, kX86V4 };  // AVX2; AVX-512

// The highest that this processor has.
Level BestLevel();
absl::string_view LevelName(Level level);

}  // namespace ritornello::analysis::simd

#if defined(__x86_64__)
#define RITORNELLO_X86_V3 __attribute__((target("avx2,bmi2")))
#define RITORNELLO_X86_V4 \
  __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,bmi2")))
#endif
