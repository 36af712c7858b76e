#include "services/royalties/formats/statement_number.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "services/royalties/model/decimal.h"

namespace ritornello::royalties {
namespace {

// Signs and the currencies that are written with them; the longer first.
constexpr struct {
  absl::string_view sign;
  absl::string_view codes;
} kSigns[] = {
    {"US$", "USD"},   {"CA$", "CAD"},
    {"A$", "AUD"},    {"$", "USD CAD AUD NZD HKD SGD MXN"},
    {"€", "EUR"},     {"£", "GBP"},
    {"¥", "JPY CNY"},
};

constexpr char kThousand[] = "\x01";  // stands for a blank between thousands

bool IsDigit(char c) {
  return absl::ascii_isdigit(static_cast<unsigned char>(c));
}

absl::Status Ambiguous(absl::string_view text, absl::string_view fraction) {
  return absl::InvalidArgumentError(absl::StrCat(
      "could be a fraction or thousands; write ", fraction,
      " or 1234, or name a profile that says which mark is decimal, got \"",
      text, "\""));
}

// "1.234" for the mark ".": either 1.234 or 1234. REQUIRES: undecorated.
bool MayBeThousands(absl::string_view text, char mark) {
  const size_t at = text.find(mark);
  if (at == absl::string_view::npos) return false;
  const auto is_digits = [](absl::string_view part) {
    return std::all_of(part.begin(), part.end(), IsDigit);
  };
  const absl::string_view before = text.substr(0, at);
  const absl::string_view behind = text.substr(at + 1);
  return !before.empty() && before.size() <= 3 && before[0] != '0' &&
         behind.size() == 3 && is_digits(before) && is_digits(behind);
}

bool TakeMinus(absl::string_view& text) {
  text = absl::StripAsciiWhitespace(text);
  return absl::ConsumePrefix(&text, "-") || absl::ConsumeSuffix(&text, "-");
}

void TakeCurrency(absl::string_view& text, Currency currency) {
  text = absl::StripAsciiWhitespace(text);
  if (absl::ConsumePrefix(&text, currency.code()) ||
      absl::ConsumeSuffix(&text, currency.code())) {
    return;
  }
  for (const auto& [sign, codes] : kSigns) {
    if (!absl::StrContains(codes, currency.code())) continue;
    if (absl::ConsumePrefix(&text, sign) || absl::ConsumeSuffix(&text, sign)) {
      return;
    }
  }
}

// What is left when decoration is taken off: a number without a sign, if it is
// one, with kThousand for the blanks of typographers.
struct Undecorated {
  bool is_negative = false;
  std::string rest;
};

Undecorated TakeDecoration(absl::string_view text, Currency currency) {
  const std::string bare = absl::StrReplaceAll(
      WithoutInvisible(text), {{"\xE2\x88\x92", "-"},        // U+2212
                               {"\xC2\xA0", kThousand},      // U+00A0
                               {"\xE2\x80\xAF", kThousand},  // U+202F
                               {"\xE2\x80\x89", kThousand},  // U+2009
                               {"\xE2\x80\x99", "'"}});      // U+2019
  absl::string_view rest = absl::StripAsciiWhitespace(bare);
  bool is_negative = false;
  if (absl::StartsWith(rest, "(") && absl::EndsWith(rest, ")")) {
    rest = rest.substr(1, rest.size() - 2);
    is_negative = true;
  } else {
    is_negative = TakeMinus(rest);
  }
  TakeCurrency(rest, currency);
  if (!is_negative) is_negative = TakeMinus(rest);
  while (absl::ConsumePrefix(&rest, kThousand)) {
  }
  while (absl::ConsumeSuffix(&rest, kThousand)) {
  }
  return {is_negative, std::string(absl::StripAsciiWhitespace(rest))};
}

// What is not plain: decoration is taken off, the rest must be a number without
// a sign.
absl::StatusOr<absl::int128> ParseDecorated(absl::string_view text,
                                            DecimalMark mark,
                                            Currency currency) {
  const char decimal = mark == DecimalMark::kComma ? ',' : '.';
  const char thousands = decimal == ',' ? '.' : ',';
  const auto [is_negative, rest] = TakeDecoration(text, currency);
  const absl::Status refusal = absl::InvalidArgumentError(
      absl::StrCat("must be a number like ", decimal == ',' ? "12,50" : "12.50",
                   ", got \"", text, "\""));
  if (rest.empty() || !IsDigit(rest[0])) return refusal;
  const bool has_blanks =
      absl::StrContains(rest, kThousand) || absl::StrContains(rest, ' ');
  const bool has_apostrophes = absl::StrContains(rest, '\'');
  // Between thousands stand marks of one kind.
  if (has_blanks + has_apostrophes + absl::StrContains(rest, thousands) > 1) {
    return refusal;
  }
  const std::string separator(1, thousands);
  const std::string number = absl::StrReplaceAll(
      rest, {{kThousand, separator}, {" ", separator}, {"'", separator}});
  DecimalFormat format;
  format.has_decimal_comma = decimal == ',';
  format.has_thousands = true;
  const auto units = ParseDecimal(number, format);
  if (absl::IsOutOfRange(units.status())) return units.status();
  if (!units.ok()) return refusal;
  return is_negative ? -*units : *units;
}

}  // namespace

DecimalMark ShownMark(absl::string_view text, Currency currency) {
  const std::string number = TakeDecoration(text, currency).rest;
  if (MayBeThousands(number, '.') || MayBeThousands(number, ',')) {
    return DecimalMark::kByDelimiter;
  }
  const auto has = [&](char mark) { return absl::StrContains(number, mark); };
  const auto repeats = [&](char mark) {
    return number.find(mark) != number.rfind(mark);
  };
  if (!has('.') && !has(',')) return DecimalMark::kByDelimiter;
  // What repeats stands between thousands, else the last one is decimal.
  const bool is_comma = has('.') && has(',')
                            ? number.rfind(',') > number.rfind('.')
                            : has(',') != repeats(has(',') ? ',' : '.');
  return is_comma ? DecimalMark::kComma : DecimalMark::kPoint;
}

absl::StatusOr<absl::int128> ParseStatementNumber(absl::string_view text,
                                                  DecimalMark mark,
                                                  char delimiter,
                                                  Currency currency) {
  bool is_known = mark != DecimalMark::kByDelimiter;
  if (!is_known && delimiter == ';') {
    const bool has_comma = absl::StrContains(text, ',');
    // Such files come from both sides: amounts of one may be 5,000 and 999.99.
    const std::string rest = TakeDecoration(text, currency).rest;
    if (MayBeThousands(rest, '.') || MayBeThousands(rest, ',')) {
      return Ambiguous(text, "1,2340");
    }
    const bool has_groups = text.find('.') != text.rfind('.');
    is_known = has_comma || has_groups;
    mark = is_known ? DecimalMark::kComma : DecimalMark::kPoint;
  } else if (!is_known) {
    mark = DecimalMark::kPoint;
  }
  if (mark == DecimalMark::kPoint) {
    const auto plain = ParseDecimal(text, {});
    if (plain.ok() || absl::IsOutOfRange(plain.status())) return plain;
  }
  const auto number = ParseDecorated(text, mark, currency);
  const bool has_one_comma = absl::StrContains(text, ',') &&
                             text.find(',') == text.rfind(',') &&
                             !absl::StrContains(text, '.');
  if (is_known) return number;
  if (number.ok() && has_one_comma) return Ambiguous(text, "1.234");
  const bool has_decimal_comma =
      absl::StrContains(text, ',') && !number.ok() &&
      ParseDecorated(text, DecimalMark::kComma, currency).ok();
  if (has_decimal_comma) {
    return absl::InvalidArgumentError(absl::StrCat(
        "must be a number like 12.50; where a comma is decimal, name a profile "
        "that says so, got \"",
        text, "\""));
  }
  return number;
}

std::string WithoutInvisible(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"\xE2\x80\x8B", ""},    // U+200B
                                    {"\xE2\x80\x8E", ""},    // U+200E
                                    {"\xE2\x80\x8F", ""},    // U+200F
                                    {"\xE2\x80\xAA", ""},    // U+202A
                                    {"\xE2\x80\xAB", ""},    // U+202B
                                    {"\xE2\x80\xAC", ""},    // U+202C
                                    {"\xE2\x80\xAD", ""},    // U+202D
                                    {"\xE2\x80\xAE", ""},    // U+202E
                                    {"\xE2\x81\xA6", ""},    // U+2066
                                    {"\xE2\x81\xA7", ""},    // U+2067
                                    {"\xE2\x81\xA8", ""},    // U+2068
                                    {"\xE2\x81\xA9", ""},    // U+2069
                                    {"\xD8\x9C", ""},        // U+061C
                                    {"\xEF\xBB\xBF", ""}});  // U+FEFF
}

}  // namespace ritornello::royalties
