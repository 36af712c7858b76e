// What a delivery spec says of one version, rule by rule.
#pragma once

#include <string>

namespace ritornello::catalog {

enum class Outcome {
  kPassed,
  kWarned,
  kFailed,
  kNotMeasured,  // never to be read as passed
};

struct Finding {
  // Name in ritornello.analysis.v1.Finding.Rule: "INTEGRATED_LOUDNESS".
  std::string rule;
  Outcome outcome = Outcome::kPassed;
  std::string problem;  // with the figures; empty when passed
  std::string advice;   // what a producer can do; empty when passed
  friend bool operator==(const Finding&, const Finding&) = default;
};

}  // namespace ritornello::catalog
