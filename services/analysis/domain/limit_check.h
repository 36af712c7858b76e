// A number against its limits, in words.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "services/analysis/model/finding.h"
#include "services/analysis/model/report.h"

namespace ritornello::analysis {

struct LimitCheck {
  Rule rule;
  absl::string_view field;  // of the report, to look up why it is absent
  absl::string_view noun;   // "the true peak"
  std::optional<double> measured = std::nullopt;
  std::optional<double> min = std::nullopt;
  std::optional<double> max = std::nullopt;
  absl::string_view unit = "";             // of the figures: "LUFS", or empty
  absl::string_view difference_unit = "";  // of their differences: "LU"
  int decimals = 1;

  // How close to a limit, on its good side, is worth a warning; 0 for never.
  double warn_margin = 0;

  // What to do about a figure that is `difference` (above 0) beyond a limit,
  // written as "4.8 LU".
  using Advice =
      std::function<std::string(double difference, absl::string_view written)>;
  Advice when_below = nullptr;  // needed with `min`
  Advice when_above = nullptr;  // needed with `max`
};

// FAILED beyond a limit, WARNED within the margin, PASSED else; NOT_MEASURED
// with the report's reason when there is no figure. Limits are inclusive.
// REQUIRES: min or max is set.
Finding CheckLimits(const LimitCheck& check, const Report& report);

// "-9.2 LUFS": `decimals` digits, more if all of them would be 0 without
// `value` being 0, so that a difference never reads as none.
std::string Figure(double value, int decimals, absl::string_view unit);

}  // namespace ritornello::analysis
