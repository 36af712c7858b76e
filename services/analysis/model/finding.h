// One rule of a delivery spec applied to one report.
#pragma once

#include <optional>
#include <string>

namespace ritornello::analysis {

// In the order in which findings are listed.
enum class Rule {
  kIntegrity,  // always judged: the file is whole, its samples are numbers
  kAudible,    // always judged: there is something to hear
  kIntegratedLoudness,
  kTruePeak,
  kLoudnessRange,
  kClipping,
  kDcOffset,
  kHeadSilence,
  kTailSilence,
  kStereoCorrelation,
  kMonoFold,
  kContainer,
  kSampleRate,
  kChannelCount,
  kBitDepth,
  kDuration,
  kLoopSeam,
  kTempo,
  kKey,
  kSameAsFullMix,
};

enum class Outcome {
  kPassed,
  kWarned,  // allowed, and close to a limit or worth a listen
  kFailed,
  kNotMeasured,  // never to be read as passed; `problem` says why
};

struct Finding {
  Rule rule = Rule::kIntegrity;
  Outcome outcome = Outcome::kPassed;

  // In `unit`; absent where the rule is not about a number.
  std::optional<double> measured = std::nullopt;
  std::optional<double> limit_min = std::nullopt;
  std::optional<double> limit_max = std::nullopt;
  // "LUFS", "dBTP", "LU", "Hz", "s", "ppm", "bit", or empty.
  std::string unit = {};

  std::string problem = {};  // with the figures; empty when passed
  std::string advice = {};   // what a producer can do; empty when passed

  friend bool operator==(const Finding&, const Finding&) = default;
};

}  // namespace ritornello::analysis
