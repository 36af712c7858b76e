#include "services/analysis/domain/measure.h"

#include <time.h>

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/status/check.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/analysis/decode/file_bytes.h"
#include "services/analysis/decode/file_digest.h"
#include "services/analysis/decode/pcm_source.h"
#include "services/analysis/decode/refusal.h"
#include "services/analysis/domain/meters.h"

namespace ritornello::analysis {
namespace {

absl::Status CheckHash(absl::string_view actual, absl::string_view expected) {
  if (expected.empty() || actual == expected) return absl::OkStatus();
  return WithReason(
      absl::FailedPreconditionError(
          absl::StrCat("the file's SHA-256 is ", actual, ", not ", expected)),
      "HASH_MISMATCH",
      {{"actual", std::string(actual)}, {"expected", std::string(expected)}});
}

// Whether a measurement, which has come to `seconds` of the audio, may go on:
// nobody waits for it any more, or it has cost enough.
std::function<absl::Status()> Watch(const MeasureOptions& options,
                                    int64_t file_size, const double& seconds) {
  const absl::Duration limit =
      kCpuTimeBase +
      kCpuTimePerMebibyte * (static_cast<double>(file_size) / (1 << 20));
  const absl::Duration end = options.cpu_time() + limit;
  return [&options, &seconds, limit, end] {
    if (options.should_stop()) {
      return absl::CancelledError("the caller gave up");
    }
    if (options.cpu_time() <= end) return absl::OkStatus();
    return AudioTooLarge(
        absl::StrCat("the audio takes more than ", absl::ToInt64Seconds(limit),
                     " s of processor time to measure, which is the limit for "
                     "a file of its size, and only ",
                     absl::StrFormat("%.1f", seconds),
                     " s of it were reached: cut it into shorter files"));
  };
}

double SecondsOf(const PcmSource& source) {
  return static_cast<double>(source.frame_count()) /
         static_cast<double>(source.format().sample_rate_hz);
}

absl::Status Decode(PcmSource& source, Meters& meters,
                    const std::function<absl::Status()>& may_go_on,
                    double& seconds) {
  for (;;) {
    RITORNELLO_RETURN_IF_ERROR(may_go_on());
    RITORNELLO_ASSIGN_OR_RETURN(const auto block, source.Read());
    if (block.empty()) return absl::OkStatus();
    meters.Add(block);
    seconds = SecondsOf(source);
  }
}

void WriteFormat(const PcmSource& source, Report& report) {
  const PcmFormat& format = source.format();
  report.container = format.container;
  report.encoding = format.encoding;
  report.sample_rate_hz = format.sample_rate_hz;
  report.channel_count = format.channel_count;
  report.bit_depth = format.bit_depth;
  if (!report.bit_depth.has_value()) {
    report.absences.push_back({"bit_depth", Absence::Reason::kLossyEncoding,
                               "lossy samples have no bit depth"});
  }
  report.frame_count = source.frame_count();
  report.duration_seconds = SecondsOf(source);
  report.declared_frame_count = format.declared_frame_count;
  if (!report.declared_frame_count.has_value()) {
    report.absences.push_back({"declared_frame_count",
                               Absence::Reason::kNotDeclared,
                               "the header does not say"});
  }
  report.is_truncated = source.is_truncated();
}

}  // namespace

absl::Duration ThreadCpuTime() {
  timespec spent{};
  RITORNELLO_CHECK(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent) == 0);
  return absl::DurationFromTimespec(spent);
}

absl::StatusOr<Report> Measure(int fd, const MeasureOptions& options) {
  RITORNELLO_ASSIGN_OR_RETURN(const FileBytes file, FileBytes::Of(fd));
  Report report;
  report.analyzer_version = std::string(kAnalyzerVersion);
  report.file_size_bytes = file.size();
  RITORNELLO_ASSIGN_OR_RETURN(report.file_sha256,
                              Sha256Hex(file, options.should_stop));
  RITORNELLO_RETURN_IF_ERROR(
      CheckHash(report.file_sha256, options.expected_sha256));

  double seconds = 0;
  const auto may_go_on = Watch(options, file.size(), seconds);
  RITORNELLO_ASSIGN_OR_RETURN(PcmSource source,
                              PcmSource::Open(file, {.may_go_on = may_go_on}));
  RITORNELLO_ASSIGN_OR_RETURN(
      Meters meters,
      Meters::Create({.sample_rate_hz = source.format().sample_rate_hz,
                      .channel_count = source.format().channel_count}));
  RITORNELLO_RETURN_IF_ERROR(Decode(source, meters, may_go_on, seconds));
  // A report must be of the bytes that were hashed.
  RITORNELLO_RETURN_IF_ERROR(file.CheckUnchanged());
  WriteFormat(source, report);
  meters.WriteTo(report);
  return report;
}

}  // namespace ritornello::analysis
