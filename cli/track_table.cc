#include "cli/track_table.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "cli/format.h"

namespace ritornello::cli {
namespace {

using catalog::v1::AnalysisState_Name;
using catalog::v1::MixType_Name;
using catalog::v1::Report;
using catalog::v1::Track;
using catalog::v1::Version;
using catalog::v1::WorkPart;

std::string TempoText(const Track& track) {
  return track.has_declared_tempo_bpm()
             ? absl::StrFormat("%g", track.declared_tempo_bpm())
             : "";
}

std::string CompletenessText(const Track& track) {
  return absl::StrCat(
      track.completeness(), "%",
      track.next_fix().empty() ? "" : ", next: ", track.next_fix());
}

std::string LufsText(const Report& report) {
  return report.has_integrated_lufs()
             ? absl::StrFormat("%.1f LUFS", report.integrated_lufs())
             : "no loudness";
}

std::string PeakText(const Report& report) {
  return report.has_true_peak_dbtp()
             ? absl::StrFormat("%.1f dBTP", report.true_peak_dbtp())
             : "no peak";
}

std::string VersionText(const Version& version) {
  if (!version.has_report()) {
    return version.analysis_error().empty()
               ? Humane(AnalysisState_Name(version.analysis_state()))
               : version.analysis_error();
  }
  const Report& report = version.report();
  return absl::StrFormat("%s, %s, %.1f s, %d Hz, %d ch, %s", LufsText(report),
                         PeakText(report), report.duration_seconds(),
                         report.sample_rate_hz(), report.channel_count(),
                         report.container());
}

}  // namespace

std::vector<Column> TrackColumns() {
  return {{"TRACK"},
          {"TITLE"},
          {"ARTISTS"},
          {"MOODS"},
          {"USES"},
          {"BPM", Align::kRight},
          {"KEY"},
          {"VERSIONS", Align::kRight},
          {"COMPLETE", Align::kRight}};
}

std::vector<std::string> TrackRow(const Track& track) {
  return {LastPart(track.name()),
          track.title(),
          absl::StrJoin(track.artists(), ", "),
          absl::StrJoin(track.moods(), ", "),
          absl::StrJoin(track.uses(), ", "),
          TempoText(track),
          track.declared_key(),
          absl::StrCat(track.versions_size()),
          absl::StrCat(track.completeness(), "%")};
}

Table TrackFacts(const Track& track) {
  Table table({{"FIELD"}, {"VALUE", Align::kLeft, /*is_whole=*/true}});
  const std::pair<const char*, std::string> facts[] = {
      {"track", track.name()},
      {"title", track.title()},
      {"artists", absl::StrJoin(track.artists(), ", ")},
      {"isrc", track.isrc()},
      {"album", track.album()},
      {"moods", absl::StrJoin(track.moods(), ", ")},
      {"instruments", absl::StrJoin(track.instruments(), ", ")},
      {"uses", absl::StrJoin(track.uses(), ", ")},
      {"genres", absl::StrJoin(track.genres(), ", ")},
      {"keywords", absl::StrJoin(track.keywords(), ", ")},
      {"tempo", TempoText(track)},
      {"key", track.declared_key()},
      {"completeness", CompletenessText(track)},
  };
  for (const auto& [field, value] : facts) {
    if (!value.empty()) table.AddRow({field, value});
  }
  for (const WorkPart& part : track.works()) {
    table.AddRow({"work", part.weight() == 1
                              ? part.work()
                              : absl::StrCat(part.work(), "=", part.weight())});
  }
  for (const Version& version : track.versions()) {
    table.AddRow({absl::StrCat("version ", LastPart(version.name())),
                  absl::StrCat(Humane(MixType_Name(version.mix_type())), ": ",
                               VersionText(version))});
    table.AddRow({"", version.uri()});
  }
  return table;
}

}  // namespace ritornello::cli
