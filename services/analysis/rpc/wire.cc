#include "services/analysis/rpc/wire.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"

namespace ritornello::analysis {
namespace {

// The enums of the model are those of the wire without its UNSPECIFIED, in
// the same order.
template <typename Wire, typename Model>
Wire EnumToWire(Model value) {
  return static_cast<Wire>(static_cast<int>(value) + 1);
}

template <typename Model, typename Wire>
absl::StatusOr<Model> EnumFromWire(absl::string_view field, Wire value,
                                   Model last) {
  const int index = static_cast<int>(value) - 1;
  if (index < 0 || index > static_cast<int>(last)) {
    return InvalidField(field, absl::StrCat("must be a known value, got ",
                                            static_cast<int>(value)));
  }
  return static_cast<Model>(index);
}

absl::StatusOr<Container> ContainerFromWire(absl::string_view field,
                                            v1::Container value) {
  return EnumFromWire(field, value, Container::kMp3);
}

v1::Absence ToWire(const Absence& absence) {
  v1::Absence wire;
  wire.set_field(absence.field);
  wire.set_reason(EnumToWire<v1::Absence::Reason>(absence.reason));
  wire.set_detail(absence.detail);
  return wire;
}

void LevelsToWire(const Report& report, v1::Report& wire) {
  if (report.integrated) wire.set_integrated_lufs(report.integrated->value());
  if (report.loudness_range) {
    wire.set_loudness_range_lu(report.loudness_range->value());
  }
  if (report.momentary_max) {
    wire.set_momentary_max_lufs(report.momentary_max->value());
  }
  if (report.short_term_max) {
    wire.set_short_term_max_lufs(report.short_term_max->value());
  }
  if (report.true_peak) wire.set_true_peak_dbtp(report.true_peak->value());
  if (report.sample_peak_dbfs) {
    wire.set_sample_peak_dbfs(*report.sample_peak_dbfs);
  }
}

void QualityToWire(const Report& report, v1::Report& wire) {
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
  if (report.mono_fold_loss) {
    wire.set_mono_fold_loss_lu(report.mono_fold_loss->value());
  }
  wire.set_non_finite_sample_count(report.non_finite_sample_count);
  if (report.first_non_finite_seconds) {
    wire.set_first_non_finite_seconds(*report.first_non_finite_seconds);
  }
  wire.set_out_of_range_sample_count(report.out_of_range_sample_count);
}

void LevelsFromWire(const v1::Report& wire, Report& report) {
  if (wire.has_integrated_lufs()) {
    report.integrated = Lufs(wire.integrated_lufs());
  }
  if (wire.has_loudness_range_lu()) {
    report.loudness_range = Lu(wire.loudness_range_lu());
  }
  if (wire.has_momentary_max_lufs()) {
    report.momentary_max = Lufs(wire.momentary_max_lufs());
  }
  if (wire.has_short_term_max_lufs()) {
    report.short_term_max = Lufs(wire.short_term_max_lufs());
  }
  if (wire.has_true_peak_dbtp()) report.true_peak = Dbtp(wire.true_peak_dbtp());
  if (wire.has_sample_peak_dbfs()) {
    report.sample_peak_dbfs = wire.sample_peak_dbfs();
  }
}

void QualityFromWire(const v1::Report& wire, Report& report) {
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
    report.mono_fold_loss = Lu(wire.mono_fold_loss_lu());
  }
  report.non_finite_sample_count = wire.non_finite_sample_count();
  if (wire.has_first_non_finite_seconds()) {
    report.first_non_finite_seconds = wire.first_non_finite_seconds();
  }
  report.out_of_range_sample_count = wire.out_of_range_sample_count();
}

absl::Status FormatFromWire(const v1::Report& wire, Report& report) {
  RITORNELLO_ASSIGN_OR_RETURN(report.container,
                              ContainerFromWire("container", wire.container()));
  RITORNELLO_ASSIGN_OR_RETURN(
      report.encoding,
      EnumFromWire("encoding", wire.encoding(), Encoding::kOpus));
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

}  // namespace

v1::Report ToWire(const Report& report) {
  v1::Report wire;
  wire.set_analyzer_version(report.analyzer_version);
  wire.set_file_sha256(report.file_sha256);
  wire.set_file_size_bytes(report.file_size_bytes);
  wire.set_container(EnumToWire<v1::Container>(report.container));
  wire.set_encoding(EnumToWire<v1::Encoding>(report.encoding));
  wire.set_sample_rate_hz(report.sample_rate_hz);
  wire.set_channel_count(report.channel_count);
  if (report.bit_depth) wire.set_bit_depth(*report.bit_depth);
  wire.set_frame_count(report.frame_count);
  wire.set_duration_seconds(report.duration_seconds);
  if (report.declared_frame_count) {
    wire.set_declared_frame_count(*report.declared_frame_count);
  }
  wire.set_is_truncated(report.is_truncated);
  LevelsToWire(report, wire);
  QualityToWire(report, wire);
  for (const Absence& absence : report.absences) {
    *wire.add_absences() = ToWire(absence);
  }
  return wire;
}

absl::StatusOr<Report> FromWire(const v1::Report& wire) {
  // Before anything is copied: an absence of a few bytes becomes a hundred.
  const auto absence_count = static_cast<size_t>(wire.absences_size());
  RITORNELLO_RETURN_IF_ERROR(CheckAbsenceCount(absence_count));
  Report report{.analyzer_version = wire.analyzer_version(),
                .file_sha256 = wire.file_sha256(),
                .file_size_bytes = wire.file_size_bytes()};
  RITORNELLO_RETURN_IF_ERROR(FormatFromWire(wire, report));
  LevelsFromWire(wire, report);
  QualityFromWire(wire, report);
  for (int i = 0; i < wire.absences_size(); ++i) {
    const v1::Absence& absence = wire.absences(i);
    RITORNELLO_ASSIGN_OR_RETURN(
        const Absence::Reason reason,
        EnumFromWire(absl::StrCat("absences[", i, "].reason"), absence.reason(),
                     Absence::Reason::kNoneFound));
    report.absences.push_back({.field = absence.field(),
                               .reason = reason,
                               .detail = absence.detail()});
  }
  RITORNELLO_RETURN_IF_ERROR(Validate(report));
  return report;
}

absl::StatusOr<DeliverySpec> FromWire(const v1::DeliverySpec& wire) {
  DeliverySpec spec{.display_name = wire.display_name()};
  const auto set = [](bool has, auto value, auto& limit) {
    using Limit = typename std::decay_t<decltype(limit)>::value_type;
    if (has) limit = Limit(value);
  };
  set(wire.has_integrated_min_lufs(), wire.integrated_min_lufs(),
      spec.integrated_min);
  set(wire.has_integrated_max_lufs(), wire.integrated_max_lufs(),
      spec.integrated_max);
  set(wire.has_true_peak_max_dbtp(), wire.true_peak_max_dbtp(),
      spec.true_peak_max);
  set(wire.has_loudness_range_min_lu(), wire.loudness_range_min_lu(),
      spec.loudness_range_min);
  set(wire.has_loudness_range_max_lu(), wire.loudness_range_max_lu(),
      spec.loudness_range_max);
  set(wire.has_clipped_ppm_max(), wire.clipped_ppm_max(), spec.clipped_ppm_max);
  set(wire.has_dc_offset_max(), wire.dc_offset_max(), spec.dc_offset_max);
  set(wire.has_head_silence_max_seconds(), wire.head_silence_max_seconds(),
      spec.head_silence_max_seconds);
  set(wire.has_tail_silence_max_seconds(), wire.tail_silence_max_seconds(),
      spec.tail_silence_max_seconds);
  set(wire.has_stereo_correlation_min(), wire.stereo_correlation_min(),
      spec.stereo_correlation_min);
  set(wire.has_mono_fold_loss_max_lu(), wire.mono_fold_loss_max_lu(),
      spec.mono_fold_loss_max);
  set(wire.has_bit_depth_min(), wire.bit_depth_min(), spec.bit_depth_min);
  set(wire.has_duration_min_seconds(), wire.duration_min_seconds(),
      spec.duration_min_seconds);
  set(wire.has_duration_max_seconds(), wire.duration_max_seconds(),
      spec.duration_max_seconds);
  set(wire.has_declared_tempo_bpm(), wire.declared_tempo_bpm(),
      spec.declared_tempo_bpm);
  for (int i = 0; i < wire.containers_size(); ++i) {
    RITORNELLO_ASSIGN_OR_RETURN(
        const Container container,
        ContainerFromWire(absl::StrCat("containers[", i, "]"),
                          wire.containers(i)));
    spec.containers.push_back(container);
  }
  spec.sample_rates_hz.assign(wire.sample_rates_hz().begin(),
                              wire.sample_rates_hz().end());
  spec.channel_counts.assign(wire.channel_counts().begin(),
                             wire.channel_counts().end());
  spec.must_loop = wire.must_loop();
  spec.declared_key = wire.declared_key();
  spec.must_match_full_mix = wire.must_match_full_mix();
  RITORNELLO_RETURN_IF_ERROR(Validate(spec));
  return spec;
}

v1::Finding ToWire(const Finding& finding) {
  v1::Finding wire;
  wire.set_rule(EnumToWire<v1::Finding::Rule>(finding.rule));
  wire.set_outcome(EnumToWire<v1::Finding::Outcome>(finding.outcome));
  if (finding.measured) wire.set_measured(*finding.measured);
  if (finding.limit_min) wire.set_limit_min(*finding.limit_min);
  if (finding.limit_max) wire.set_limit_max(*finding.limit_max);
  wire.set_unit(finding.unit);
  wire.set_problem(finding.problem);
  wire.set_advice(finding.advice);
  return wire;
}

}  // namespace ritornello::analysis
