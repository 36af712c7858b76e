// Exact money. No floating point comes near this file.
#pragma once

#include <cstdint>
#include <string>

#include "services/royalties/model/currency.h"

namespace ritornello::royalties {

// Micro-units in one unit of any currency. Royalties are fractions of a cent,
// so minor units would lose money line by line.
inline constexpr int64_t kMicrosPerUnit = 1'000'000;

// An amount in one currency. Range: +-9.2e12 units.
class Money {
 public:
  Money(Currency currency, int64_t micros)
      : currency_(currency), micros_(micros) {}

  Currency currency() const { return currency_; }
  int64_t micros() const { return micros_; }

  friend bool operator==(const Money&, const Money&) = default;

 private:
  Currency currency_;
  int64_t micros_;
};

// "1234.50": exact, with 2 to 6 decimals, the number that people read.
std::string MicrosText(int64_t micros);

// One minor unit of `currency`, as in a cent.
int64_t MinorUnitMicros(Currency currency);

}  // namespace ritornello::royalties
