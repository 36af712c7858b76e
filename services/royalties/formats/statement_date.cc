#include "services/royalties/formats/statement_date.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "services/royalties/model/statement.h"

namespace ritornello::royalties {
namespace {

constexpr absl::string_view kMonths[] = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};
constexpr size_t kShortMonthSize = 3;
constexpr int kCentury = 2000;
constexpr int kMonthsPerYear = 12;

bool IsDigit(char c) {
  return absl::ascii_isdigit(static_cast<unsigned char>(c));
}

struct Parts {
  int year = 0;
  int month = 0;
  int day = 0;
};

// Between `size_min` and `size_max` digits.
bool TakeNumber(absl::string_view& text, size_t size_min, size_t size_max,
                int& number) {
  size_t size = 0;
  number = 0;
  while (size < size_max && size < text.size() && IsDigit(text[size])) {
    number = 10 * number + (text[size++] - '0');
  }
  text.remove_prefix(size);
  return size >= size_min;
}

bool TakeMonthName(absl::string_view& text, int& number) {
  for (size_t i = 0; i < std::size(kMonths); ++i) {
    for (const absl::string_view name :
         {kMonths[i], kMonths[i].substr(0, kShortMonthSize)}) {
      if (!absl::StartsWithIgnoreCase(text, name)) continue;
      text.remove_prefix(name.size());
      number = static_cast<int>(i) + 1;
      return true;
    }
  }
  return false;
}

// Takes one part of the format and what it stands for in the text.
bool TakePart(absl::string_view& format, absl::string_view& text,
              Parts& parts) {
  if (absl::ConsumePrefix(&format, "YYYY")) {
    return TakeNumber(text, 4, 4, parts.year);
  }
  if (absl::ConsumePrefix(&format, "YY")) {
    const bool is_there = TakeNumber(text, 2, 2, parts.year);
    parts.year += kCentury;
    return is_there;
  }
  if (absl::ConsumePrefix(&format, "MMM")) {
    return TakeMonthName(text, parts.month);
  }
  if (absl::ConsumePrefix(&format, "MM")) {
    return TakeNumber(text, 2, 2, parts.month);
  }
  if (absl::ConsumePrefix(&format, "M")) {
    return TakeNumber(text, 1, 2, parts.month);
  }
  if (absl::ConsumePrefix(&format, "DD")) {
    return TakeNumber(text, 2, 2, parts.day);
  }
  if (absl::ConsumePrefix(&format, "D")) {
    return TakeNumber(text, 1, 2, parts.day);
  }
  if (text.empty() || text[0] != format[0]) return false;
  format.remove_prefix(1);
  text.remove_prefix(1);
  return true;
}

std::optional<absl::CivilDay> ParseIn(absl::string_view format,
                                      absl::string_view text) {
  Parts parts;
  const bool has_day = absl::StrContains(format, 'D');
  while (!format.empty() && format != "*") {
    if (!TakePart(format, text, parts)) return std::nullopt;
  }
  if (!text.empty() && format != "*") return std::nullopt;
  if (parts.month < 1 || parts.month > kMonthsPerYear || parts.year < 1) {
    return std::nullopt;
  }
  const absl::CivilMonth month(parts.year, parts.month);
  if (!has_day) return LastDay(month);
  const absl::CivilDay day(parts.year, parts.month, parts.day);
  if (parts.day < 1 || absl::CivilMonth(day) != month) return std::nullopt;
  return day;
}

std::optional<absl::CivilDay> ParseOne(absl::string_view text,
                                       std::span<const std::string> formats) {
  for (const std::string& format : formats) {
    if (const auto day = ParseIn(format, text); day.has_value()) return day;
  }
  return std::nullopt;
}

}  // namespace

bool IsDateFormat(absl::string_view format) {
  bool has_year = false;
  bool has_month = false;
  bool has_day = false;
  while (!format.empty() && format != "*") {
    bool* part = nullptr;
    if (absl::ConsumePrefix(&format, "YYYY") ||
        absl::ConsumePrefix(&format, "YY")) {
      part = &has_year;
    } else if (absl::ConsumePrefix(&format, "MMM") ||
               absl::ConsumePrefix(&format, "MM") ||
               absl::ConsumePrefix(&format, "M")) {
      part = &has_month;
    } else if (absl::ConsumePrefix(&format, "DD") ||
               absl::ConsumePrefix(&format, "D")) {
      part = &has_day;
    } else if (format[0] == 'Y' || format[0] == '*') {
      return false;
    } else {
      format.remove_prefix(1);
      continue;
    }
    if (*part) return false;
    *part = true;
  }
  return has_year && has_month;
}

std::optional<absl::CivilDay> ParseStatementDate(
    absl::string_view text, std::span<const std::string> formats) {
  if (const auto day = ParseOne(text, formats); day.has_value()) return day;
  for (const absl::string_view between : {" - ", " – ", " to "}) {
    const size_t at = text.find(between);
    if (at == absl::string_view::npos) continue;
    const auto first = ParseOne(text.substr(0, at), formats);
    const auto last = ParseOne(text.substr(at + between.size()), formats);
    if (first.has_value() && last.has_value() && *first <= *last) return last;
  }
  return std::nullopt;
}

}  // namespace ritornello::royalties
