#include "cli/format.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "cli/usage.h"
#include "libs/blob/file_uri.h"
#include "libs/status/status_macros.h"

namespace ritornello::cli {
namespace {

constexpr int kMicroDigits = 6;
constexpr int64_t kWholePpm = 1'000'000;

// A plain decimal as an integer of `digits` decimals more; nothing if it is
// no such number, is finer than that, or does not fit.
std::optional<int64_t> Scaled(absl::string_view text, int digits) {
  const bool negative = absl::ConsumePrefix(&text, "-");
  const std::vector<std::string> parts = absl::StrSplit(text, '.');
  if (parts.size() > 2 || parts[0].empty()) return std::nullopt;
  const std::string fraction = parts.size() == 2 ? parts[1] : "";
  if (parts.size() == 2 && fraction.empty()) return std::nullopt;
  if (fraction.size() > static_cast<size_t>(digits)) return std::nullopt;
  const std::string all = absl::StrCat(
      parts[0], fraction,
      std::string(static_cast<size_t>(digits) - fraction.size(), '0'));
  for (const char c : all) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) {
      return std::nullopt;
    }
  }
  int64_t value = 0;
  if (!absl::SimpleAtoi(all, &value)) return std::nullopt;
  return negative ? -value : value;
}

}  // namespace

std::string OneDecimal(std::optional<double> value) {
  return value.has_value() ? absl::StrFormat("%.1f", *value) : "-";
}

std::string AmountText(const royalties::v1::Money& money) {
  const int64_t micros = money.micros();
  // Negated as unsigned: the most negative int64 has no positive twin.
  const uint64_t magnitude = micros < 0 ? 0 - static_cast<uint64_t>(micros)
                                        : static_cast<uint64_t>(micros);
  std::string whole = absl::StrCat(magnitude / 1'000'000);
  for (int64_t i = static_cast<int64_t>(whole.size()) - 3; i > 0; i -= 3) {
    whole.insert(static_cast<size_t>(i), ",");
  }
  std::string fraction = absl::StrFormat("%06d", magnitude % 1'000'000);
  while (fraction.size() > 2 && fraction.back() == '0') fraction.pop_back();
  return absl::StrCat(micros < 0 ? "-" : "", whole, ".", fraction);
}

std::string DateText(const google::type::Date& date) {
  if (date.year() == 0) return "";
  return absl::StrFormat("%04d-%02d-%02d", date.year(), date.month(),
                         date.day());
}

absl::StatusOr<google::type::Date> ParseDate(absl::string_view flag,
                                             absl::string_view text) {
  absl::CivilDay day;
  if (text.size() != 10 || !absl::ParseCivilTime(text, &day)) {
    return WrongUsage(
        flag,
        absl::StrCat("must be a day like 2026-10-31, got \"", text, "\""));
  }
  google::type::Date date;
  date.set_year(static_cast<int32_t>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

absl::StatusOr<int32_t> ParsePpm(absl::string_view flag,
                                 absl::string_view text) {
  absl::string_view number = text;
  const bool is_percent = absl::ConsumeSuffix(&number, "%");
  const std::optional<int64_t> ppm =
      Scaled(number, is_percent ? kMicroDigits - 2 : kMicroDigits);
  if (!ppm.has_value() || *ppm < 0 || *ppm > kWholePpm) {
    return WrongUsage(
        flag, absl::StrCat("must be 0%..100% or 0..1, in steps of a millionth, "
                           "got \"",
                           text, "\""));
  }
  if (!is_percent && *ppm == kWholePpm) {
    return WrongUsage(flag, absl::StrCat("must be 1% or 100%, got \"", text,
                                         "\", which could be either"));
  }
  return static_cast<int32_t>(*ppm);
}

absl::StatusOr<royalties::v1::Money> ParseAmount(absl::string_view flag,
                                                 absl::string_view text,
                                                 absl::string_view currency) {
  const std::vector<absl::string_view> words =
      absl::StrSplit(text, ' ', absl::SkipEmpty());
  const std::optional<int64_t> micros = words.empty() || words.size() > 2
                                            ? std::nullopt
                                            : Scaled(words[0], kMicroDigits);
  const std::string code(words.size() == 2 ? words[1] : currency);
  if (!micros.has_value() || code.empty()) {
    return WrongUsage(
        flag, absl::StrCat("must be an amount like \"2000.50 USD\", got \"",
                           text, "\""));
  }
  royalties::v1::Money money;
  money.set_currency_code(code);
  money.set_micros(*micros);
  return money;
}

std::string Humane(absl::string_view enum_name) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(enum_name), {{"_", "-"}});
}

std::string Shouted(absl::string_view humane) {
  return absl::StrReplaceAll(absl::AsciiStrToUpper(humane), {{"-", "_"}});
}

absl::StatusOr<std::string> AccountParent(absl::string_view account) {
  if (account.empty()) {
    return WrongUsage("--account",
                      "is missing; give it, or set RITORNELLO_ACCOUNT");
  }
  if (absl::StartsWith(account, "accounts/")) return std::string(account);
  return absl::StrCat("accounts/", account);
}

absl::StatusOr<std::string> FullName(absl::string_view text,
                                     absl::string_view kind,
                                     absl::string_view account) {
  if (absl::StartsWith(text, "accounts/")) return std::string(text);
  RITORNELLO_ASSIGN_OR_RETURN(const std::string parent, AccountParent(account));
  return absl::StrCat(parent, "/", kind, "/", text);
}

std::string FileShown(absl::string_view uri) {
  return blob::PathOf(uri).value_or(std::string(uri));
}

std::string LibraryName(absl::string_view text) {
  return absl::StartsWith(text, "libraries/")
             ? std::string(text)
             : absl::StrCat("libraries/", text);
}

std::string WithinTracks(absl::string_view name) {
  constexpr absl::string_view kTracks = "/tracks/";
  const size_t found = name.find(kTracks);
  if (found == absl::string_view::npos) return std::string(name);
  return std::string(name.substr(found + kTracks.size()));
}

std::string LastPart(absl::string_view name) {
  return std::string(name.substr(name.rfind('/') + 1));
}

}  // namespace ritornello::cli
