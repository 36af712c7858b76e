#include "services/royalties/model/allocation.h"

#include <algorithm>
#include <numeric>

#include "absl/status/status.h"
#include "libs/status/check.h"
#include "libs/status/status_macros.h"

namespace ritornello::royalties {
namespace {

// Units of 10^-18 in one micro-unit.
constexpr int64_t kPerMicro = 1'000'000'000'000;

absl::StatusOr<int64_t> Narrow(absl::int128 micros) {
  if (micros < INT64_MIN || micros > INT64_MAX) {
    return absl::OutOfRangeError("an amount is beyond 9.2e12 units");
  }
  return static_cast<int64_t>(micros);
}

// The sign of the sum, or of the first amount where they cancel out: all is
// mirrored by it, so that opposite inputs give opposite results.
int SignOf(absl::int128 sum, std::span<const absl::int128> amounts) {
  if (sum != 0) return sum < 0 ? -1 : 1;
  const auto first = std::find_if(amounts.begin(), amounts.end(),
                                  [](absl::int128 a) { return a != 0; });
  return first != amounts.end() && *first < 0 ? -1 : 1;
}

// Indices of `remainders`, the largest first, equal ones in order.
std::vector<size_t> ByRemainder(const std::vector<absl::int128>& remainders) {
  std::vector<size_t> order(remainders.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return remainders[a] > remainders[b];
  });
  return order;
}

}  // namespace

absl::StatusOr<std::vector<int64_t>> Allocate(
    int64_t total_micros, std::span<const uint32_t> weights) {
  const absl::int128 weight_sum =
      std::accumulate(weights.begin(), weights.end(), absl::int128(0));
  if (weight_sum == 0) {
    return absl::InvalidArgumentError(
        "weights must add up to more than 0 to divide by them");
  }
  const bool is_negative = total_micros < 0;
  const absl::int128 total =
      is_negative ? -absl::int128(total_micros) : absl::int128(total_micros);
  std::vector<absl::int128> parts;
  std::vector<absl::int128> remainders;
  absl::int128 left = total;
  for (const uint32_t weight : weights) {
    parts.push_back(total * weight / weight_sum);
    remainders.push_back(total * weight % weight_sum);
    left -= parts.back();
  }
  RITORNELLO_CHECK(left >= 0 && left < absl::int128(weights.size()));
  for (const size_t i : ByRemainder(remainders)) {
    if (left-- <= 0) break;
    parts[i] += 1;
  }
  std::vector<int64_t> result;
  for (const absl::int128 part : parts) {
    result.push_back(static_cast<int64_t>(is_negative ? -part : part));
  }
  return result;
}

absl::StatusOr<int64_t> RoundToMicros(absl::int128 amount) {
  const bool is_negative = amount < 0;
  const absl::int128 magnitude = is_negative ? -amount : amount;
  absl::int128 micros = magnitude / kPerMicro;
  const absl::int128 twice_rest = (magnitude % kPerMicro) * 2;
  if (twice_rest > kPerMicro || (twice_rest == kPerMicro && micros % 2 == 1)) {
    micros += 1;
  }
  return Narrow(is_negative ? -micros : micros);
}

absl::StatusOr<std::vector<int64_t>> RoundToMicros(
    std::span<const absl::int128> amounts) {
  const absl::int128 exact_sum =
      std::accumulate(amounts.begin(), amounts.end(), absl::int128(0));
  RITORNELLO_ASSIGN_OR_RETURN(const int64_t sum, RoundToMicros(exact_sum));
  const int sign = SignOf(exact_sum, amounts);
  std::vector<int64_t> rounded;
  std::vector<absl::int128> remainders;
  absl::int128 left = absl::int128(sum) * sign;
  for (const absl::int128 amount : amounts) {
    const absl::int128 mirrored = amount * sign;
    absl::int128 micros = mirrored / kPerMicro;
    absl::int128 remainder = mirrored % kPerMicro;
    if (remainder < 0) {  // towards minus infinity, so that remainders add up
      remainder += kPerMicro;
      micros -= 1;
    }
    left -= micros;
    remainders.push_back(remainder);
    RITORNELLO_ASSIGN_OR_RETURN(const int64_t narrow, Narrow(micros * sign));
    rounded.push_back(narrow);
  }
  RITORNELLO_CHECK(left >= 0 && left <= absl::int128(amounts.size()));
  for (const size_t i : ByRemainder(remainders)) {
    if (left-- <= 0) break;
    if (__builtin_add_overflow(rounded[i], sign, &rounded[i])) {
      return absl::OutOfRangeError("an amount is beyond 9.2e12 units");
    }
  }
  return rounded;
}

}  // namespace ritornello::royalties
