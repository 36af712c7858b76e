#include "services/royalties/model/money.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace ritornello::royalties {

absl::StatusOr<int64_t> AddMicros(int64_t a, int64_t b) {
  int64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) {
    return absl::OutOfRangeError(absl::StrCat("the sum of ", MicrosText(a),
                                              " and ", MicrosText(b),
                                              " is beyond 9.2e12 units"));
  }
  return sum;
}

absl::StatusOr<int64_t> NegateMicros(int64_t a) {
  if (a == INT64_MIN) {
    return absl::OutOfRangeError(
        absl::StrCat(MicrosText(a), " has no opposite that fits"));
  }
  return -a;
}

std::string MicrosText(int64_t micros) {
  // Negated as unsigned: the most negative int64 has no positive twin.
  const uint64_t magnitude = micros < 0 ? 0 - static_cast<uint64_t>(micros)
                                        : static_cast<uint64_t>(micros);
  std::string text =
      absl::StrFormat("%s%d.%06d", micros < 0 ? "-" : "",
                      magnitude / kMicrosPerUnit, magnitude % kMicrosPerUnit);
  for (int decimals = 6; decimals > 2 && text.back() == '0'; --decimals) {
    text.pop_back();
  }
  return text;
}

int64_t MinorUnitMicros(Currency currency) {
  int64_t micros = kMicrosPerUnit;
  for (int i = 0; i < currency.exponent(); ++i) micros /= 10;
  return micros;
}

}  // namespace ritornello::royalties
