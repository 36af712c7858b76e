// Which channels and sample rates are measured.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace ritornello::analysis {

// Refuses what a header says of itself, at `place` ("the fmt chunk at byte
// 12").
//
// Errors: InvalidArgument MALFORMED_AUDIO  no channels, or a rate of 0 or less
//         OutOfRange AUDIO_TOO_LARGE       beyond the limits of model/report.h
absl::Status CheckFormatLimits(int64_t channel_count, int64_t sample_rate_hz,
                               absl::string_view place);

}  // namespace ritornello::analysis
