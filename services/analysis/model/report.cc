#include "services/analysis/model/report.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"

namespace ritornello::analysis {
namespace {

double Value(double number) { return number; }
template <typename Quantity>
double Value(const Quantity& quantity) {
  return quantity.value();
}

// Collects what is wrong with numbers, one violation each.
class Screening {
 public:
  template <typename Number>
  void Finite(absl::string_view field, const std::optional<Number>& number) {
    if (number.has_value() && !std::isfinite(Value(*number))) {
      violations.push_back({std::string(field), "must be a finite number"});
    }
  }
  void InRange(absl::string_view field, int64_t number, int64_t low,
               int64_t high) {
    if (number < low || number > high) {
      violations.push_back(
          {std::string(field),
           absl::StrCat("must be ", low, "..", high, ", got ", number)});
    }
  }
  void Text(absl::string_view field, absl::string_view text) {
    if (text.size() > kReportTextSizeMax) {
      violations.push_back(
          {std::string(field),
           absl::StrCat("must have at most ", kReportTextSizeMax,
                        " bytes, has ", text.size())});
    }
  }
  void NotNegative(absl::string_view field, int64_t number) {
    if (number < 0) {
      violations.push_back(
          {std::string(field),
           absl::StrCat("must not be negative, got ", number)});
    }
  }

  std::vector<FieldViolation> violations;
};

}  // namespace

absl::string_view ContainerName(Container container) {
  switch (container) {
    case Container::kWav:
      return "WAV";
    case Container::kAiff:
      return "AIFF";
    case Container::kFlac:
      return "FLAC";
    case Container::kOgg:
      return "OGG";
    case Container::kMp3:
      return "MP3";
  }
  return "";
}

const Absence* AbsenceOf(const Report& report, absl::string_view field) {
  for (const Absence& absence : report.absences) {
    if (absence.field == field) return &absence;
  }
  return nullptr;
}

absl::Status CheckAbsenceCount(size_t count) {
  if (count <= kAbsenceCountMax) return absl::OkStatus();
  return InvalidField(
      "absences",
      absl::StrCat("must number at most ", kAbsenceCountMax, ", got ", count));
}

absl::Status Validate(const Report& report) {
  RITORNELLO_RETURN_IF_ERROR(CheckAbsenceCount(report.absences.size()));
  Screening screening;
  if (report.analyzer_version.empty()) {
    screening.violations.push_back({"analyzer_version", "must be set"});
  }
  screening.InRange("sample_rate_hz", report.sample_rate_hz, kSampleRateMinHz,
                    kSampleRateMaxHz);
  screening.InRange("channel_count", report.channel_count, 1, kChannelCountMax);
  screening.NotNegative("frame_count", report.frame_count);
  screening.Finite("duration_seconds",
                   std::optional<double>(report.duration_seconds));
  screening.Finite("integrated_lufs", report.integrated);
  screening.Finite("loudness_range_lu", report.loudness_range);
  screening.Finite("momentary_max_lufs", report.momentary_max);
  screening.Finite("short_term_max_lufs", report.short_term_max);
  screening.Finite("true_peak_dbtp", report.true_peak);
  screening.Finite("sample_peak_dbfs", report.sample_peak_dbfs);
  screening.NotNegative("clip_run_count", report.clip_run_count);
  screening.NotNegative("clipped_sample_count", report.clipped_sample_count);
  screening.NotNegative("longest_clip_run", report.longest_clip_run);
  screening.Finite("first_clip_seconds", report.first_clip_seconds);
  screening.Finite("dc_offset", report.dc_offset);
  screening.Finite("head_silence_seconds", report.head_silence_seconds);
  screening.Finite("tail_silence_seconds", report.tail_silence_seconds);
  screening.Finite("stereo_correlation", report.stereo_correlation);
  screening.Finite("mono_fold_loss_lu", report.mono_fold_loss);
  screening.NotNegative("non_finite_sample_count",
                        report.non_finite_sample_count);
  screening.Finite("first_non_finite_seconds", report.first_non_finite_seconds);
  screening.NotNegative("out_of_range_sample_count",
                        report.out_of_range_sample_count);
  screening.Text("analyzer_version", report.analyzer_version);
  screening.Text("file_sha256", report.file_sha256);
  for (size_t i = 0; i < report.absences.size(); ++i) {
    screening.Text(absl::StrCat("absences[", i, "].field"),
                   report.absences[i].field);
    screening.Text(absl::StrCat("absences[", i, "].detail"),
                   report.absences[i].detail);
  }
  if (screening.violations.empty()) return absl::OkStatus();
  return InvalidFields(screening.violations);
}

}  // namespace ritornello::analysis
