// Currencies that money can be in.
#pragma once

#include <compare>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ritornello::royalties {

// A currency of ISO 4217, list one, in force on 2026-01-01. Four bytes.
class Currency {
 public:
  absl::string_view code() const { return {code_, 3}; }

  // Decimals of its minor unit: 2 for USD, 0 for JPY, 3 for KWD.
  int exponent() const { return exponent_; }

  friend auto operator<=>(const Currency&, const Currency&) = default;

 private:
  friend absl::StatusOr<Currency> ParseCurrency(absl::string_view field,
                                                absl::string_view code);
  Currency(absl::string_view code, int exponent)
      : code_{code[0], code[1], code[2]},
        exponent_(static_cast<signed char>(exponent)) {}

  char code_[3];
  signed char exponent_;
};

// Returns InvalidArgument naming `field` for what is no such code. Codes for
// metals, testing, no currency, and units of account (XAU, XTS, XXX, XDR, …)
// are refused: nobody is paid in them.
absl::StatusOr<Currency> ParseCurrency(absl::string_view field,
                                       absl::string_view code);

}  // namespace ritornello::royalties
