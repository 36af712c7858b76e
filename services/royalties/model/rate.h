// Parts per million of an amount.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"

namespace ritornello::royalties {

// The whole, in parts per million.
inline constexpr int32_t kWholePpm = 1'000'000;

// micros * ppm / 1'000'000, rounded half to even, so that neither side gains
// from ties. The mirror of a negative amount is its opposite's.
// REQUIRES: 0 <= ppm <= kWholePpm.
absl::StatusOr<int64_t> ApplyPpm(int64_t micros, int32_t ppm);

}  // namespace ritornello::royalties
