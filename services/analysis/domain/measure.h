// One file in, one report out.
#pragma once

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/analysis/model/report.h"

namespace ritornello::analysis {

// Changes whenever any value of a report could change.
inline constexpr absl::string_view kAnalyzerVersion = "ritornello-analysis/3";

// Processor time that a file may cost, besides its hash, and what each MiB of
// it adds: fifty times what music needs. Silence packs hours into a few
// kilobytes, and a header need not say so.
inline constexpr absl::Duration kCpuTimeBase = absl::Minutes(1);
inline constexpr absl::Duration kCpuTimePerMebibyte = absl::Seconds(10);

// Of the calling thread, so far.
absl::Duration ThreadCpuTime();

struct MeasureOptions {
  // If not empty, 64 lower-case hexadecimal digits that the file's SHA-256
  // must be; known before anything is decoded.
  std::string expected_sha256;

  // Asked at every block and every read, on the calling thread: a deadline or
  // a caller who left. Measuring ends with Cancelled soon after it says yes.
  std::function<bool()> should_stop = [] { return false; };

  // Replaced by tests.
  std::function<absl::Duration()> cpu_time = ThreadCpuTime;
};

// Measures the audio file open at `fd` in one pass over its samples, after
// one over its bytes for the hash. The position of `fd` is left alone. The
// same bytes always give the same report.
//
// Errors: InvalidArgument UNSUPPORTED_AUDIO, MALFORMED_AUDIO
//         FailedPrecondition HASH_MISMATCH   not the expected SHA-256
//         FailedPrecondition FILE_CHANGED    written to while it was read
//         OutOfRange AUDIO_TOO_LARGE         beyond the limits of PcmSource, or
//                                    of processor time
//         Cancelled                          should_stop said yes
//         Unavailable                        reading fails
// Memory: a few megabytes, and 0.3 MB per hour of audio, 1.2 MB of more than
// two channels.
absl::StatusOr<Report> Measure(int fd, const MeasureOptions& options = {});

}  // namespace ritornello::analysis
