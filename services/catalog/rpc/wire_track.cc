#include "services/catalog/rpc/wire_track.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "libs/status/check.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/model/completeness.h"
#include "services/catalog/rpc/request.h"
#include "services/catalog/rpc/wire_time.h"

namespace ritornello::catalog {
namespace {

template <typename Items>
std::vector<std::string> List(const Items& items) {
  return {items.begin(), items.end()};
}

absl::StatusOr<Version> FromWire(const v1::Version& wire) {
  const auto mix_type = ParseMixType(v1::MixType_Name(wire.mix_type()));
  if (!mix_type.ok()) {
    return InvalidField("mix_type", mix_type.status().message());
  }
  return Version{.mix_type = *mix_type,
                 .uri = wire.uri(),
                 .size_bytes = wire.size_bytes(),
                 .mtime_ns = wire.mtime_ns(),
                 .declared_sha256 = wire.declared_sha256()};
}

}  // namespace

v1::Report ReportToWire(const Report& report) {
  v1::Report wire;
  wire.set_analyzer_version(report.analyzer_version);
  wire.set_file_sha256(report.file_sha256);
  wire.set_file_size_bytes(report.file_size_bytes);
  wire.set_container(report.container);
  wire.set_encoding(report.encoding);
  wire.set_sample_rate_hz(static_cast<int32_t>(report.sample_rate_hz));
  wire.set_channel_count(static_cast<int32_t>(report.channel_count));
  if (report.bit_depth) {
    wire.set_bit_depth(static_cast<int32_t>(*report.bit_depth));
  }
  wire.set_frame_count(report.frame_count);
  wire.set_duration_seconds(report.duration_seconds);
  if (report.declared_frame_count) {
    wire.set_declared_frame_count(*report.declared_frame_count);
  }
  wire.set_is_truncated(report.is_truncated);
  const auto set = [&wire](const std::optional<double>& value,
                           void (v1::Report::*setter)(double)) {
    if (value) (wire.*setter)(*value);
  };
  set(report.integrated_lufs, &v1::Report::set_integrated_lufs);
  set(report.loudness_range_lu, &v1::Report::set_loudness_range_lu);
  set(report.momentary_max_lufs, &v1::Report::set_momentary_max_lufs);
  set(report.short_term_max_lufs, &v1::Report::set_short_term_max_lufs);
  set(report.true_peak_dbtp, &v1::Report::set_true_peak_dbtp);
  set(report.sample_peak_dbfs, &v1::Report::set_sample_peak_dbfs);
  wire.set_clip_run_count(report.clip_run_count);
  wire.set_clipped_sample_count(report.clipped_sample_count);
  wire.set_longest_clip_run(report.longest_clip_run);
  set(report.first_clip_seconds, &v1::Report::set_first_clip_seconds);
  set(report.dc_offset, &v1::Report::set_dc_offset);
  set(report.head_silence_seconds, &v1::Report::set_head_silence_seconds);
  set(report.tail_silence_seconds, &v1::Report::set_tail_silence_seconds);
  set(report.stereo_correlation, &v1::Report::set_stereo_correlation);
  set(report.mono_fold_loss_lu, &v1::Report::set_mono_fold_loss_lu);
  wire.set_non_finite_sample_count(report.non_finite_sample_count);
  set(report.first_non_finite_seconds,
      &v1::Report::set_first_non_finite_seconds);
  wire.set_out_of_range_sample_count(report.out_of_range_sample_count);
  for (const Absence& absence : report.absences) {
    v1::Absence& added = *wire.add_absences();
    added.set_field(absence.field);
    added.set_reason(absence.reason);
    added.set_detail(absence.detail);
  }
  return wire;
}

v1::Version ToWire(const TrackKey& track, const Version& version) {
  v1::Version wire;
  wire.set_name(NameOf(VersionKey{track, version.number}));
  v1::MixType mix_type = v1::MIX_TYPE_UNSPECIFIED;
  RITORNELLO_CHECK(
      v1::MixType_Parse(std::string(MixTypeName(version.mix_type)), &mix_type));
  wire.set_mix_type(mix_type);
  wire.set_uri(version.uri);
  wire.set_size_bytes(version.size_bytes);
  wire.set_mtime_ns(version.mtime_ns);
  wire.set_declared_sha256(version.declared_sha256);
  v1::AnalysisState state = v1::ANALYSIS_STATE_UNSPECIFIED;
  RITORNELLO_CHECK(v1::AnalysisState_Parse(
      std::string(AnalysisStateName(version.analysis_state)), &state));
  wire.set_analysis_state(state);
  wire.set_analysis_error(version.analysis_error);
  if (version.report) *wire.mutable_report() = ReportToWire(*version.report);
  return wire;
}

v1::Track ToWire(const Track& track) {
  v1::Track wire;
  wire.set_name(NameOf(track.key));
  wire.set_client_reference(track.client_reference);
  wire.set_title(track.title);
  wire.mutable_artists()->Add(track.artists.begin(), track.artists.end());
  wire.set_isrc(track.isrc);
  wire.set_album(track.album);
  wire.mutable_moods()->Add(track.moods.begin(), track.moods.end());
  wire.mutable_instruments()->Add(track.instruments.begin(),
                                  track.instruments.end());
  wire.mutable_uses()->Add(track.uses.begin(), track.uses.end());
  wire.mutable_genres()->Add(track.genres.begin(), track.genres.end());
  wire.mutable_keywords()->Add(track.keywords.begin(), track.keywords.end());
  if (track.declared_tempo_bpm) {
    wire.set_declared_tempo_bpm(*track.declared_tempo_bpm);
  }
  wire.set_declared_key(track.declared_key);
  for (const Version& version : track.versions) {
    *wire.add_versions() = ToWire(track.key, version);
  }
  for (const WorkPart& part : track.works) {
    v1::WorkPart& added = *wire.add_works();
    added.set_work(NameOf(WorkKey{track.key.account_id, part.work_id}));
    added.set_weight(part.weight);
  }
  wire.set_completeness(static_cast<int32_t>(track.completeness));
  wire.set_next_fix(NextFix(track));
  *wire.mutable_create_time() = TimeToWire(track.create_time);
  *wire.mutable_update_time() = TimeToWire(track.update_time);
  wire.set_etag(EtagOf(track.revision));
  return wire;
}

absl::StatusOr<Track> FromWire(const v1::Track& wire) {
  Track track{.client_reference = wire.client_reference(),
              .title = wire.title(),
              .artists = List(wire.artists()),
              .isrc = wire.isrc(),
              .album = wire.album(),
              .moods = List(wire.moods()),
              .instruments = List(wire.instruments()),
              .uses = List(wire.uses()),
              .genres = List(wire.genres()),
              .keywords = List(wire.keywords()),
              .declared_key = wire.declared_key()};
  if (wire.has_declared_tempo_bpm()) {
    track.declared_tempo_bpm = wire.declared_tempo_bpm();
  }
  for (int i = 0; i < wire.versions_size(); ++i) {
    const auto version = FromWire(wire.versions(i));
    if (!version.ok()) {
      return WithFieldPrefix(version.status(),
                             absl::StrCat("versions[", i, "]"));
    }
    track.versions.push_back(*version);
  }
  return track;
}

}  // namespace ritornello::catalog
