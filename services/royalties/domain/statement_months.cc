#include "services/royalties/domain/statement_months.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "services/royalties/model/period.h"

namespace ritornello::royalties {
namespace {

// Months that a message names.
constexpr int kNamedMonthCount = 12;

}  // namespace

bool IsOfStatement(const StatementHeader& header,
                   std::optional<absl::CivilMonth> reported) {
  return !header.is_range || reported == header.period;
}

void StatementMonths::Add(int64_t ordinal,
                          std::optional<absl::CivilMonth> reported) {
  if (!reported.has_value()) {
    if (!first_untold_.has_value()) first_untold_ = ordinal;
    return;
  }
  Lines& lines = months_[*reported];
  if (lines.count == 0) lines.first = ordinal;
  ++lines.count;
}

absl::Status StatementMonths::Check(const StatementHeader& header) const {
  if (header.is_range && first_untold_.has_value()) {
    return InvalidField(
        "header.is_range",
        absl::StrCat("must be false: line ", *first_untold_,
                     " does not say in which month the source reported it; "
                     "export each month by itself"));
  }
  if (months_.empty() ||
      (header.is_range && months_.count(header.period) > 0)) {
    return absl::OkStatus();
  }
  const bool is_one = months_.size() == 1;
  if (!header.is_range && !is_one) {
    return InvalidField(
        "header.is_range",
        absl::StrCat("must be true for a file with lines of several months, ",
                     Text(),
                     "; then those of one month are taken, and the file is "
                     "imported once for each"));
  }
  if (is_one && months_.begin()->first == header.period) {
    return absl::OkStatus();
  }
  return InvalidField(
      "header.period",
      absl::StrCat("must be a month in which the source reported lines, ",
                   Text(), ", got ", PeriodText(header.period)));
}

// "2026-01 (119 lines from line 2), 2026-02 (…)".
std::string StatementMonths::Text() const {
  std::string text;
  int named = 0;
  for (const auto& [month, lines] : months_) {
    if (named == kNamedMonthCount) {
      return absl::StrCat(text, " and ", months_.size() - kNamedMonthCount,
                          " more");
    }
    absl::StrAppend(&text, named++ == 0 ? "" : ", ", PeriodText(month), " (",
                    lines.count, lines.count == 1 ? " line" : " lines",
                    " from line ", lines.first, ")");
  }
  return text;
}

}  // namespace ritornello::royalties
