#include "services/royalties/model/rate.h"

#include "absl/numeric/int128.h"
#include "libs/status/check.h"

namespace ritornello::royalties {

absl::StatusOr<int64_t> ApplyPpm(int64_t micros, int32_t ppm) {
  RITORNELLO_CHECK(ppm >= 0 && ppm <= kWholePpm);
  const absl::int128 product = absl::int128(micros) * ppm;
  const bool is_negative = product < 0;
  const absl::int128 magnitude = is_negative ? -product : product;
  absl::int128 quotient = magnitude / kWholePpm;
  const absl::int128 twice_rest = (magnitude % kWholePpm) * 2;
  if (twice_rest > kWholePpm ||
      (twice_rest == kWholePpm && quotient % 2 == 1)) {
    quotient += 1;
  }
  // |micros * ppm / 1e6| <= |micros|: it fits.
  return static_cast<int64_t>(is_negative ? -quotient : quotient);
}

}  // namespace ritornello::royalties
