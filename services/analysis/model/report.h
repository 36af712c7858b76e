// What was measured on one audio file: facts, never opinions. Fields mean what
// the fields of ritornello.analysis.v1.Report mean; a level or a difference
// has its unit in its type here and in its name there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "services/analysis/model/loudness.h"

namespace ritornello::analysis {

// Nothing outside these is measured: AUDIO_TOO_LARGE.
inline constexpr int32_t kSampleRateMinHz = 8'000;
inline constexpr int32_t kSampleRateMaxHz = 384'000;
inline constexpr int32_t kChannelCountMax = 8;

// Of a report that comes back to be judged: every finding may repeat a text of
// it, and one report is judged by up to a hundred specs.
inline constexpr size_t kAbsenceCountMax = 64;
inline constexpr size_t kReportTextSizeMax = 1'000;  // bytes

// RF64 is WAV, and Opus in Ogg is OGG: `encoding` tells it from Vorbis.
enum class Container { kWav, kAiff, kFlac, kOgg, kMp3 };

// "WAV", "AIFF", "FLAC", "OGG", "MP3".
absl::string_view ContainerName(Container container);

enum class Encoding {
  kPcm,
  kFloat,
  kFlacLossless,
  kVorbis,
  kMpegLayer3,
  kOpus
};

// Why a quantity of the report is absent.
struct Absence {
  enum class Reason {
    kEmpty,
    kTooShort,
    kSilent,
    kNotStereo,
    kLossyEncoding,
    kNotDeclared,
    kNoneFound,
  };
  std::string field;  // as on the wire: "loudness_range_lu"
  Reason reason = Reason::kEmpty;
  std::string detail;  // for people
  friend bool operator==(const Absence&, const Absence&) = default;
};

struct Report {
  std::string analyzer_version;
  std::string file_sha256;
  int64_t file_size_bytes = 0;
  Container container = Container::kWav;
  Encoding encoding = Encoding::kPcm;
  int32_t sample_rate_hz = 0;
  int32_t channel_count = 0;
  std::optional<int32_t> bit_depth;
  int64_t frame_count = 0;
  double duration_seconds = 0;
  std::optional<int64_t> declared_frame_count;
  bool is_truncated = false;

  std::optional<Lufs> integrated;
  std::optional<Lu> loudness_range;
  std::optional<Lufs> momentary_max;
  std::optional<Lufs> short_term_max;
  std::optional<Dbtp> true_peak;
  std::optional<double> sample_peak_dbfs;

  int64_t clip_run_count = 0;
  int64_t clipped_sample_count = 0;
  int64_t longest_clip_run = 0;
  std::optional<double> first_clip_seconds;

  std::optional<double> dc_offset;
  std::optional<double> head_silence_seconds;
  std::optional<double> tail_silence_seconds;
  std::optional<double> stereo_correlation;
  std::optional<Lu> mono_fold_loss;

  int64_t non_finite_sample_count = 0;
  std::optional<double> first_non_finite_seconds;
  int64_t out_of_range_sample_count = 0;

  // One per absent quantity, in the order of the fields on the wire.
  std::vector<Absence> absences;

  friend bool operator==(const Report&, const Report&) = default;
};

// Why `field` is absent, or nullptr when the report does not say.
const Absence* AbsenceOf(const Report& report, absl::string_view field);

// InvalidArgument naming "absences" for more than kAbsenceCountMax.
absl::Status CheckAbsenceCount(size_t count);

// Is this a report that Measure could have written? InvalidArgument, naming
// every offending field, for one without analyzer_version, with a NaN, an
// infinity or a negative count, or with a format, a text or a number of
// absences outside the limits above.
absl::Status Validate(const Report& report);

}  // namespace ritornello::analysis
