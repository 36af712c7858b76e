#include "services/catalog/peers/wire.h"

#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "libs/status/status_macros.h"

namespace ritornello::catalog {
namespace {

namespace wire_v1 = analysis::v1;

absl::Status Unknown(absl::string_view field, int value) {
  return absl::InternalError(
      absl::StrCat("analysis answered ", field, " ", value,
                   ", which this catalogue does not know"));
}

// The name of an enum's value without UNSPECIFIED.
absl::StatusOr<std::string> NameFromWire(absl::string_view field, int value,
                                         const std::string& name) {
  if (value == 0 || name.empty()) return Unknown(field, value);
  return name;
}

// Both wires have 32 bits where the model has 64.
int32_t Narrow(int64_t number) { return static_cast<int32_t>(number); }

absl::Status FormatFromWire(const wire_v1::Report& wire, Report& report) {
  RITORNELLO_ASSIGN_OR_RETURN(
      report.container,
      NameFromWire("container", wire.container(),
                   wire_v1::Container_Name(wire.container())));
  RITORNELLO_ASSIGN_OR_RETURN(
      report.encoding, NameFromWire("encoding", wire.encoding(),
                                    wire_v1::Encoding_Name(wire.encoding())));
  report.sample_rate_hz = wire.sample_rate_hz();
  report.channel_count = wire.channel_count();
  if (wire.has_bit_depth()) report.bit_depth = wire.bit_depth();
  report.frame_count = wire.frame_count();
  report.duration_seconds = wire.duration_seconds();
  if (wire.has_declared_frame_count()) {
    report.declared_frame_count = wire.declared_frame_count();
  }
  report.is_truncated = wire.is_truncated();
  return absl::OkStatus();
}

void LevelsFromWire(const wire_v1::Report& wire, Report& report) {
  if (wire.has_integrated_lufs()) {
    report.integrated_lufs = wire.integrated_lufs();
  }
  if (wire.has_loudness_range_lu()) {
    report.loudness_range_lu = wire.loudness_range_lu();
  }
  if (wire.has_momentary_max_lufs()) {
    report.momentary_max_lufs = wire.momentary_max_lufs();
  }
  if (wire.has_short_term_max_lufs()) {
    report.short_term_max_lufs = wire.short_term_max_lufs();
  }
  if (wire.has_true_peak_dbtp()) report.true_peak_dbtp = wire.true_peak_dbtp();
  if (wire.has_sample_peak_dbfs()) {
    report.sample_peak_dbfs = wire.sample_peak_dbfs();
  }
}

void QualityFromWire(const wire_v1::Report& wire, Report& report) {
  report.clip_run_count = wire.clip_run_count();
  report.clipped_sample_count = wire.clipped_sample_count();
  report.longest_clip_run = wire.longest_clip_run();
  if (wire.has_first_clip_seconds()) {
    report.first_clip_seconds = wire.first_clip_seconds();
  }
  if (wire.has_dc_offset()) report.dc_offset = wire.dc_offset();
  if (wire.has_head_silence_seconds()) {
    report.head_silence_seconds = wire.head_silence_seconds();
  }
  if (wire.has_tail_silence_seconds()) {
    report.tail_silence_seconds = wire.tail_silence_seconds();
  }
  if (wire.has_stereo_correlation()) {
    report.stereo_correlation = wire.stereo_correlation();
  }
  if (wire.has_mono_fold_loss_lu()) {
    report.mono_fold_loss_lu = wire.mono_fold_loss_lu();
  }
  report.non_finite_sample_count = wire.non_finite_sample_count();
  if (wire.has_first_non_finite_seconds()) {
    report.first_non_finite_seconds = wire.first_non_finite_seconds();
  }
  report.out_of_range_sample_count = wire.out_of_range_sample_count();
}

void FormatToWire(const Report& report, wire_v1::Report& wire) {
  wire_v1::Container container = wire_v1::CONTAINER_UNSPECIFIED;
  wire_v1::Container_Parse(report.container, &container);
  wire.set_container(container);
  wire_v1::Encoding encoding = wire_v1::ENCODING_UNSPECIFIED;
  wire_v1::Encoding_Parse(report.encoding, &encoding);
  wire.set_encoding(encoding);
  wire.set_sample_rate_hz(Narrow(report.sample_rate_hz));
  wire.set_channel_count(Narrow(report.channel_count));
  if (report.bit_depth) wire.set_bit_depth(Narrow(*report.bit_depth));
  wire.set_frame_count(report.frame_count);
  wire.set_duration_seconds(report.duration_seconds);
  if (report.declared_frame_count) {
    wire.set_declared_frame_count(*report.declared_frame_count);
  }
  wire.set_is_truncated(report.is_truncated);
}

void LevelsToWire(const Report& report, wire_v1::Report& wire) {
  if (report.integrated_lufs) wire.set_integrated_lufs(*report.integrated_lufs);
  if (report.loudness_range_lu) {
    wire.set_loudness_range_lu(*report.loudness_range_lu);
  }
  if (report.momentary_max_lufs) {
    wire.set_momentary_max_lufs(*report.momentary_max_lufs);
  }
  if (report.short_term_max_lufs) {
    wire.set_short_term_max_lufs(*report.short_term_max_lufs);
  }
  if (report.true_peak_dbtp) wire.set_true_peak_dbtp(*report.true_peak_dbtp);
  if (report.sample_peak_dbfs) {
    wire.set_sample_peak_dbfs(*report.sample_peak_dbfs);
  }
}

void QualityToWire(const Report& report, wire_v1::Report& wire) {
  wire.set_clip_run_count(report.clip_run_count);
  wire.set_clipped_sample_count(report.clipped_sample_count);
  wire.set_longest_clip_run(report.longest_clip_run);
  if (report.first_clip_seconds) {
    wire.set_first_clip_seconds(*report.first_clip_seconds);
  }
  if (report.dc_offset) wire.set_dc_offset(*report.dc_offset);
  if (report.head_silence_seconds) {
    wire.set_head_silence_seconds(*report.head_silence_seconds);
  }
  if (report.tail_silence_seconds) {
    wire.set_tail_silence_seconds(*report.tail_silence_seconds);
  }
  if (report.stereo_correlation) {
    wire.set_stereo_correlation(*report.stereo_correlation);
  }
  if (report.mono_fold_loss_lu) {
    wire.set_mono_fold_loss_lu(*report.mono_fold_loss_lu);
  }
  wire.set_non_finite_sample_count(report.non_finite_sample_count);
  if (report.first_non_finite_seconds) {
    wire.set_first_non_finite_seconds(*report.first_non_finite_seconds);
  }
  wire.set_out_of_range_sample_count(report.out_of_range_sample_count);
}

void LimitsToWire(const DeliverySpec& spec, wire_v1::DeliverySpec& wire) {
  if (spec.integrated_min_lufs) {
    wire.set_integrated_min_lufs(*spec.integrated_min_lufs);
  }
  if (spec.integrated_max_lufs) {
    wire.set_integrated_max_lufs(*spec.integrated_max_lufs);
  }
  if (spec.true_peak_max_dbtp) {
    wire.set_true_peak_max_dbtp(*spec.true_peak_max_dbtp);
  }
  if (spec.loudness_range_min_lu) {
    wire.set_loudness_range_min_lu(*spec.loudness_range_min_lu);
  }
  if (spec.loudness_range_max_lu) {
    wire.set_loudness_range_max_lu(*spec.loudness_range_max_lu);
  }
  if (spec.clipped_ppm_max) {
    wire.set_clipped_ppm_max(Narrow(*spec.clipped_ppm_max));
  }
  if (spec.dc_offset_max) wire.set_dc_offset_max(*spec.dc_offset_max);
  if (spec.head_silence_max_seconds) {
    wire.set_head_silence_max_seconds(*spec.head_silence_max_seconds);
  }
  if (spec.tail_silence_max_seconds) {
    wire.set_tail_silence_max_seconds(*spec.tail_silence_max_seconds);
  }
  if (spec.stereo_correlation_min) {
    wire.set_stereo_correlation_min(*spec.stereo_correlation_min);
  }
  if (spec.mono_fold_loss_max_lu) {
    wire.set_mono_fold_loss_max_lu(*spec.mono_fold_loss_max_lu);
  }
  if (spec.bit_depth_min) wire.set_bit_depth_min(Narrow(*spec.bit_depth_min));
}

void FormatsToWire(const DeliverySpec& spec, wire_v1::DeliverySpec& wire) {
  for (const std::string& name : spec.containers) {
    wire_v1::Container container = wire_v1::CONTAINER_UNSPECIFIED;
    wire_v1::Container_Parse(name, &container);
    wire.add_containers(container);
  }
  for (const int64_t rate_hz : spec.sample_rates_hz) {
    wire.add_sample_rates_hz(Narrow(rate_hz));
  }
  for (const int64_t count : spec.channel_counts) {
    wire.add_channel_counts(Narrow(count));
  }
}

}  // namespace

absl::StatusOr<Report> FromWire(const wire_v1::Report& wire) {
  Report report{.analyzer_version = wire.analyzer_version(),
                .file_sha256 = wire.file_sha256(),
                .file_size_bytes = wire.file_size_bytes()};
  RITORNELLO_RETURN_IF_ERROR(FormatFromWire(wire, report));
  LevelsFromWire(wire, report);
  QualityFromWire(wire, report);
  for (const wire_v1::Absence& absence : wire.absences()) {
    RITORNELLO_ASSIGN_OR_RETURN(
        std::string reason,
        NameFromWire("absence reason", absence.reason(),
                     wire_v1::Absence::Reason_Name(absence.reason())));
    report.absences.push_back({.field = absence.field(),
                               .reason = std::move(reason),
                               .detail = absence.detail()});
  }
  return report;
}

absl::StatusOr<Finding> FromWire(const wire_v1::Finding& wire) {
  Finding finding{.problem = wire.problem(), .advice = wire.advice()};
  RITORNELLO_ASSIGN_OR_RETURN(
      finding.rule, NameFromWire("rule", wire.rule(),
                                 wire_v1::Finding::Rule_Name(wire.rule())));
  switch (wire.outcome()) {
    case wire_v1::Finding::PASSED:
      finding.outcome = Outcome::kPassed;
      return finding;
    case wire_v1::Finding::WARNED:
      finding.outcome = Outcome::kWarned;
      return finding;
    case wire_v1::Finding::FAILED:
      finding.outcome = Outcome::kFailed;
      return finding;
    case wire_v1::Finding::NOT_MEASURED:
      finding.outcome = Outcome::kNotMeasured;
      return finding;
    default:
      return Unknown("outcome", wire.outcome());
  }
}

wire_v1::Report ToWire(const Report& report) {
  wire_v1::Report wire;
  wire.set_analyzer_version(report.analyzer_version);
  wire.set_file_sha256(report.file_sha256);
  wire.set_file_size_bytes(report.file_size_bytes);
  FormatToWire(report, wire);
  LevelsToWire(report, wire);
  QualityToWire(report, wire);
  for (const Absence& absence : report.absences) {
    wire_v1::Absence& added = *wire.add_absences();
    wire_v1::Absence::Reason reason = wire_v1::Absence::REASON_UNSPECIFIED;
    wire_v1::Absence::Reason_Parse(absence.reason, &reason);
    added.set_field(absence.field);
    added.set_reason(reason);
    added.set_detail(absence.detail);
  }
  return wire;
}

wire_v1::DeliverySpec ToWire(const VersionSpec& version) {
  const DeliverySpec& spec = version.spec;
  wire_v1::DeliverySpec wire;
  wire.set_display_name(version.library_id);
  LimitsToWire(spec, wire);
  FormatsToWire(spec, wire);
  const bool is_loop = version.mix_type == MixType::kLoop;
  if (is_loop || version.mix_type == MixType::kStinger) {
    if (spec.short_version_min_seconds) {
      wire.set_duration_min_seconds(*spec.short_version_min_seconds);
    }
    if (spec.short_version_max_seconds) {
      wire.set_duration_max_seconds(*spec.short_version_max_seconds);
    }
  }
  wire.set_must_loop(is_loop);
  if (version.declared_tempo_bpm) {
    wire.set_declared_tempo_bpm(*version.declared_tempo_bpm);
  }
  wire.set_declared_key(version.declared_key);
  wire.set_must_match_full_mix(version.must_match_full_mix);
  return wire;
}

}  // namespace ritornello::catalog
