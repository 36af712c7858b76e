// How often to ask whether work that somebody else does is done.
#pragma once

#include <algorithm>

#include "absl/time/time.h"

namespace ritornello::cli {

inline constexpr absl::Duration kPollIntervalMin = absl::Milliseconds(100);
inline constexpr absl::Duration kPollIntervalMax = absl::Seconds(2);

// The wait after one of `last`: a quarter more. Who has waited long waits a
// little longer than needed, and asks seldom; a short wait stays short.
inline absl::Duration NextPollInterval(absl::Duration last) {
  return std::min(last * 1.25, kPollIntervalMax);
}

}  // namespace ritornello::cli
