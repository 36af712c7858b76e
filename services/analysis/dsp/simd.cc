#include "services/analysis/dsp/simd.h"

namespace ritornello::analysis::simd {

Level BestLevel() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl")) {
    return Level::kX86V4;
  }
  if (__builtin_cpu_supports("avx2")) return Level::kX86V3;
#endif
  return Level::kAny;
}

absl::string_view LevelName(Level level) {
  switch (level) {
    case Level::kAny:
      return "any processor";
    case Level::kX86V3:
      return "AVX2";
    case Level::kX86V4:
      return "AVX-512";
  }
  return "";
}

}  // namespace ritornello::analysis::simd
