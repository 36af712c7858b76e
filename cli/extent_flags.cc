#include "cli/extent_flags.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/format.h"
#include "libs/status/status_macros.h"

namespace ritornello::cli {

void AddExtentFlags(Verb verb, ExtentFlags& flags) {
  verb.AddOption("--in", flags.in,
                 "Countries, as in DE,FR; the world when not given")
      .SplitAt(',');
  verb.AddOption("--except", flags.except, "Countries that are left out")
      .SplitAt(',');
  verb.AddOption("--from", flags.from, "The first day, 2026-01-01");
  verb.AddOption("--until", flags.until,
                 "The last day; in perpetuity when not given");
}

absl::StatusOr<catalog::v1::Extent> ExtentOf(const ExtentFlags& flags) {
  catalog::v1::Extent extent;
  extent.mutable_territories()->Add(flags.in.begin(), flags.in.end());
  extent.mutable_excluded_territories()->Add(flags.except.begin(),
                                             flags.except.end());
  if (!flags.from.empty()) {
    RITORNELLO_ASSIGN_OR_RETURN(*extent.mutable_start_date(),
                                ParseDate("--from", flags.from));
  }
  if (!flags.until.empty()) {
    RITORNELLO_ASSIGN_OR_RETURN(*extent.mutable_end_date(),
                                ParseDate("--until", flags.until));
  }
  return extent;
}

std::string TerritoriesText(const catalog::v1::Extent& extent) {
  std::string text = extent.territories().empty()
                         ? "world"
                         : absl::StrJoin(extent.territories(), ",");
  if (!extent.excluded_territories().empty()) {
    absl::StrAppend(&text, " but ",
                    absl::StrJoin(extent.excluded_territories(), ","));
  }
  return text;
}

}  // namespace ritornello::cli
