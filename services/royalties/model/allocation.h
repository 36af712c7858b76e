// Splits that neither make nor lose a micro-unit.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/status/statusor.h"

namespace ritornello::royalties {

// Splits `total_micros` in proportion to `weights`, to the last micro-unit.
//
// Result:  one part per weight, in the same order; the parts add up to the
//          total exactly; each is within 1 micro-unit of the ideal fraction;
//          a weight of 0 gets 0; multiplying all weights changes nothing.
// Method:  largest remainder (Hamilton); a tie goes to the earlier weight, so
//          callers sort by what must not depend on chance. A negative total
//          gives the mirror image of its opposite.
// Errors:  InvalidArgument  weights are empty, or all 0
absl::StatusOr<std::vector<int64_t>> Allocate(
    int64_t total_micros, std::span<const uint32_t> weights);

// Rounds exact amounts, in units of 10^-18, to micro-units whose sum is the
// rounded sum (half to even) of the exact amounts.
//
// Result:  one amount per input, in the same order, each within 1 micro-unit.
// Method:  each is cut downwards, and what is missing goes to the largest
//          remainders, a tie to the earlier. Where the sum is negative all
//          signs are turned first: opposite inputs give opposite results.
// Errors:  OutOfRange  an amount, or the sum, does not fit
absl::StatusOr<std::vector<int64_t>> RoundToMicros(
    std::span<const absl::int128> amounts);

// One exact amount, in units of 10^-18, to micro-units, half to even.
// OutOfRange if it does not fit.
absl::StatusOr<int64_t> RoundToMicros(absl::int128 amount);

}  // namespace ritornello::royalties
