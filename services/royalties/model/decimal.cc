#include "services/royalties/model/decimal.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "libs/status/status_macros.h"

namespace ritornello::royalties {
namespace {

absl::Status NoNumber(absl::string_view text, const DecimalFormat& format) {
  return absl::InvalidArgumentError(absl::StrCat(
      "must be a number like ", format.has_decimal_comma ? "12,50" : "12.50",
      ", got \"", text, "\""));
}

absl::Status TooManyDigits(absl::string_view text) {
  return absl::OutOfRangeError(absl::StrCat(
      "must have at most ", kIntegerDigitsMax, " digits before and ",
      kDecimalScale, " behind the decimal mark, got \"", text, "\""));
}

bool AreDigits(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isdigit(static_cast<unsigned char>(c));
  });
}

// "1,234,567" as "1234567"; nothing unless the groups are of three.
std::optional<std::string> WithoutThousands(absl::string_view integer,
                                            char separator) {
  const std::vector<std::string> groups = absl::StrSplit(integer, separator);
  for (size_t i = 0; i < groups.size(); ++i) {
    const bool fits = i == 0 ? !groups[i].empty() && groups[i].size() <= 3
                             : groups[i].size() == 3;
    if (groups.size() > 1 && !fits) return std::nullopt;
  }
  return absl::StrJoin(groups, "");
}

// A number taken apart: digits without a mark, of which `point` stand before
// it, and that moved by the exponent.
struct Parts {
  bool is_negative = false;
  std::string digits;
  int64_t point = 0;
};

std::optional<Parts> TakeApart(absl::string_view text,
                               const DecimalFormat& format) {
  Parts parts;
  text = absl::StripAsciiWhitespace(text);
  if (format.has_parentheses && absl::ConsumePrefix(&text, "(")) {
    if (!absl::ConsumeSuffix(&text, ")")) return std::nullopt;
    parts.is_negative = true;
  } else if (absl::ConsumePrefix(&text, "-")) {
    parts.is_negative = true;
  } else {
    absl::ConsumePrefix(&text, "+");
  }
  int exponent = 0;
  const size_t e = text.find_first_of("eE");
  if (e != absl::string_view::npos) {
    // SimpleAtoi is more generous: no blanks, a sign and digits only.
    absl::string_view number = text.substr(e + 1);
    absl::string_view unsigned_number = number;
    if (!unsigned_number.empty() &&
        (unsigned_number[0] == '-' || unsigned_number[0] == '+')) {
      unsigned_number.remove_prefix(1);
    }
    if (unsigned_number.empty() || unsigned_number.size() > 2 ||
        !AreDigits(unsigned_number) || !absl::SimpleAtoi(number, &exponent) ||
        exponent < kExponentMin || exponent > kExponentMax) {
      return std::nullopt;
    }
    text = text.substr(0, e);
  }
  const char mark = format.has_decimal_comma ? ',' : '.';
  const size_t at = text.find(mark);
  absl::string_view fraction;
  if (at != absl::string_view::npos) {
    fraction = text.substr(at + 1);
    if (fraction.empty()) return std::nullopt;
    text = text.substr(0, at);
  }
  std::optional<std::string> integer = std::string(text);
  if (format.has_thousands) {
    integer = WithoutThousands(text, format.has_decimal_comma ? '.' : ',');
  }
  if (!integer.has_value() || integer->empty() || !AreDigits(*integer) ||
      !AreDigits(fraction)) {
    return std::nullopt;
  }
  parts.digits = absl::StrCat(*integer, fraction);
  parts.point = static_cast<int64_t>(integer->size()) + exponent;
  return parts;
}

}  // namespace

absl::StatusOr<absl::int128> ParseDecimal(absl::string_view text,
                                          const DecimalFormat& format) {
  const std::optional<Parts> parts = TakeApart(text, format);
  if (!parts.has_value()) return NoNumber(text, format);
  // Zeros at both ends carry nothing.
  absl::string_view digits = parts->digits;
  int64_t point = parts->point;
  while (absl::ConsumePrefix(&digits, "0")) --point;
  while (absl::ConsumeSuffix(&digits, "0")) {
  }
  const auto decimals = static_cast<int64_t>(digits.size()) - point;
  if (digits.empty()) return absl::int128(0);
  if (point > kIntegerDigitsMax || decimals > kDecimalScale) {
    return TooManyDigits(text);
  }
  absl::int128 units = 0;
  for (const char digit : digits) units = units * 10 + (digit - '0');
  for (int64_t i = decimals; i < kDecimalScale; ++i) units *= 10;
  return parts->is_negative ? -units : units;
}

std::string DecimalText(absl::int128 units) {
  const bool is_negative = units < 0;
  absl::int128 rest = is_negative ? -units : units;
  std::string reversed;
  for (int i = 0; i < kDecimalScale || rest != 0; ++i) {
    if (i == kDecimalScale) reversed.push_back('.');
    reversed.push_back(static_cast<char>('0' + static_cast<int>(rest % 10)));
    rest /= 10;
  }
  if (reversed.size() == kDecimalScale) reversed.append(".0");
  std::string text(reversed.rbegin(), reversed.rend());
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return is_negative ? "-" + text : text;
}

}  // namespace ritornello::royalties
