#include <cstdint>
#include <cstdlib>

#include "services/royalties/model/decimal.h"

// Property: what parses prints as something that parses to the same number.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using ritornello::royalties::DecimalFormat;
  using ritornello::royalties::ParseDecimal;
  if (size == 0) return 0;
  const DecimalFormat format = {.has_decimal_comma = (data[0] & 1) != 0,
                                .has_thousands = (data[0] & 2) != 0,
                                .has_parentheses = (data[0] & 4) != 0};
  const absl::string_view text(reinterpret_cast<const char*>(data) + 1,
                               size - 1);
  const auto units = ParseDecimal(text, format);
  if (!units.ok()) return 0;
  const auto again =
      ParseDecimal(ritornello::royalties::DecimalText(*units), {});
  if (!again.ok() || *again != *units) std::abort();
  return 0;
}
