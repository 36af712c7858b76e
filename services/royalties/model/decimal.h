// Exact decimals of other people's files. They never pass through a double.
#pragma once

#include <string>

#include "absl/numeric/int128.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ritornello::royalties {

// Decimals kept: an amount is a whole number of 10^-18.
inline constexpr int kDecimalScale = 18;
// Digits before the point beyond which a number is refused.
inline constexpr int kIntegerDigitsMax = 13;
// Exponents of the scientific form that spreadsheets write: "4.2E-05".
inline constexpr int kExponentMin = -18;
inline constexpr int kExponentMax = 12;

struct DecimalFormat {
  // "1.234,56" instead of "1,234.56".
  bool has_decimal_comma = false;
  // "1,234.56" beside "1234.56": groups of three, all or none.
  bool has_thousands = false;
  // "(4.10)" for -4.10.
  bool has_parentheses = false;
};

// The number that `text` writes, in units of 10^-18.
//
// Accepts an optional sign, digits, a decimal mark followed by digits, and an
// exponent in kExponentMin..kExponentMax; white space around it; what `format`
// allows besides. At most kIntegerDigitsMax digits before and kDecimalScale
// behind the mark, also after the exponent was applied.
//
// Errors: InvalidArgument  anything else (NaN, Inf, hex, 1_000, digits that
//                          are not ASCII, an empty text, a lone sign); the
//                          message says what a number looks like
//         OutOfRange       a number with too many digits
absl::StatusOr<absl::int128> ParseDecimal(absl::string_view text,
                                          const DecimalFormat& format);

// "-1234.5": the shortest text that ParseDecimal reads as `units`.
std::string DecimalText(absl::int128 units);

}  // namespace ritornello::royalties
