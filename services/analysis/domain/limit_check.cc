#include "services/analysis/domain/limit_check.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/status/check.h"

namespace ritornello::analysis {
namespace {

constexpr int kDecimalsMax = 6;

// The fewest digits, `decimals` at least, in which `value` is not 0.
int DecimalsFor(double value, int decimals) {
  double rounding = 0.5 * std::pow(10, -decimals);
  while (std::fabs(value) < rounding && decimals < kDecimalsMax) {
    ++decimals;
    rounding /= 10;
  }
  return decimals;
}

std::string Written(double value, int decimals, absl::string_view unit) {
  // Adding 0 turns -0 into 0.
  const std::string number = absl::StrFormat("%.*f", decimals, value + 0.0);
  return unit.empty() ? number : absl::StrCat(number, " ", unit);
}

Finding NotMeasured(Rule rule, absl::string_view field, absl::string_view noun,
                    const Report& report) {
  Finding finding{.rule = rule, .outcome = Outcome::kNotMeasured};
  const Absence* absence = AbsenceOf(report, field);
  finding.problem = absl::StrCat(
      noun, " was not measured: ",
      absence == nullptr ? "the report does not say why" : absence->detail);
  finding.advice = "listen to the file and judge it by ear";
  return finding;
}

// The finding for a figure beyond (`difference` above 0) or inside a limit.
void Compare(const LimitCheck& check, double limit, double difference,
             bool is_max, Finding& finding) {
  const double distance = std::fabs(difference);
  const bool is_beyond = difference > 0;
  if (!is_beyond && !(distance < check.warn_margin)) return;
  const auto& advice = is_max ? check.when_above : check.when_below;
  if (is_beyond) {
    const int decimals = DecimalsFor(distance, check.decimals);
    const std::string written =
        Written(distance, decimals, check.difference_unit);
    finding.outcome = Outcome::kFailed;
    finding.problem =
        absl::StrCat(Written(*check.measured, decimals, check.unit), " is ",
                     written, is_max ? " above" : " below", " the limit of ",
                     Written(limit, decimals, check.unit));
    finding.advice = advice(distance, written);
    return;
  }
  const int decimals = check.decimals + 1;
  finding.outcome = Outcome::kWarned;
  finding.problem = absl::StrCat(
      Written(*check.measured, decimals, check.unit), " is within ",
      Written(check.warn_margin, check.decimals, check.difference_unit),
      " of the limit of ", Written(limit, decimals, check.unit));
  finding.advice =
      "other meters may read it on the other side: leave a little more room";
}

}  // namespace

std::string Figure(double value, int decimals, absl::string_view unit) {
  return Written(value, value == 0 ? decimals : DecimalsFor(value, decimals),
                 unit);
}

Finding CheckLimits(const LimitCheck& check, const Report& report) {
  RITORNELLO_CHECK(check.min.has_value() || check.max.has_value());
  if (!check.measured.has_value()) {
    Finding finding = NotMeasured(check.rule, check.field, check.noun, report);
    finding.limit_min = check.min;
    finding.limit_max = check.max;
    finding.unit = std::string(check.unit);
    return finding;
  }
  Finding finding{.rule = check.rule,
                  .outcome = Outcome::kPassed,
                  .measured = check.measured,
                  .limit_min = check.min,
                  .limit_max = check.max,
                  .unit = std::string(check.unit)};
  if (check.max.has_value()) {
    Compare(check, *check.max, *check.measured - *check.max, true, finding);
  }
  if (check.min.has_value() && finding.outcome != Outcome::kFailed) {
    Compare(check, *check.min, *check.min - *check.measured, false, finding);
  }
  return finding;
}

}  // namespace ritornello::analysis
