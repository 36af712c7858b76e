#include "services/royalties/model/money.h"

#include "absl/strings/str_format.h"

namespace ritornello::royalties {

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
