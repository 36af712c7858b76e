#include "services/catalog/model/version_comparison.h"

#include <cmath>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/catalog/model/mix_words.h"

namespace ritornello::catalog {
namespace {

bool IsMeasured(const Version& version) {
  return version.analysis_state == AnalysisState::kAnalyzed &&
         version.report.has_value();
}

// The measured versions, the full mix first.
std::vector<const Version*> MeasuredVersions(const Track& track) {
  std::vector<const Version*> measured;
  for (const bool is_full_mix : {true, false}) {
    for (const Version& version : track.versions) {
      if (!IsMeasured(version)) continue;
      if ((version.mix_type == MixType::kFullMix) != is_full_mix) continue;
      measured.push_back(&version);
    }
  }
  return measured;
}

// "the loop", or "version 4" where both are of one kind.
std::string Called(const Version& version, const Version& other) {
  return version.mix_type == other.mix_type
             ? absl::StrCat("version ", version.number)
             : absl::StrCat("the ", WordsOf(version.mix_type).spoken);
}

std::string Seconds(double seconds) {
  return absl::StrFormat("%.2f s", seconds);
}

// Without the silence at both ends.
double MusicSeconds(const Report& report) {
  return report.duration_seconds - report.head_silence_seconds.value_or(0) -
         report.tail_silence_seconds.value_or(0);
}

Problem SameAudio(const Version& version, const Version& earlier) {
  Problem problem{
      .rule = "SAME_AUDIO",
      .version_number = version.number,
      .problem = absl::StrCat(Called(version, earlier), " is the same file as ",
                              Called(earlier, version)),
      .next_step = absl::StrCat("export the ", WordsOf(version.mix_type).spoken,
                                " and ingest again, or remove it")};
  if (version.mix_type == earlier.mix_type) {
    problem.severity = Severity::kWarning;
  } else if (version.mix_type == MixType::kInstrumental &&
             earlier.mix_type == MixType::kFullMix) {
    problem.severity = Severity::kNotMeasured;
    problem.next_step =
        "listen: if anybody sings, export the instrumental without the voice "
        "and ingest again";
  }
  return problem;
}

void CompareLengths(const Version& version, const Version& full_mix,
                    std::vector<Problem>& problems) {
  const Report& report = *version.report;
  const Report& full = *full_mix.report;
  const double longer = report.duration_seconds - full.duration_seconds;
  const std::string lengths =
      absl::StrCat("has ", Seconds(report.duration_seconds),
                   ", where the full mix has ", Seconds(full.duration_seconds));
  switch (version.mix_type) {
    case MixType::kFullMix:
      return;
    case MixType::kStinger:
    case MixType::kLoop:
    case MixType::kCutdown:
      if (version.mix_type == MixType::kLoop ? longer > 0 : longer >= 0) {
        problems.push_back(
            {.rule = "NOT_SHORTER",
             .version_number = version.number,
             .problem = lengths,
             .next_step = absl::StrCat(
                 "shorten the ", WordsOf(version.mix_type).spoken,
                 ", or name the file by what it is, and ingest again")});
      }
      return;
    case MixType::kInstrumental:
    case MixType::kNoMelody:
    case MixType::kStem:
      break;
  }
  const double music = MusicSeconds(full);
  const bool is_another = std::fabs(MusicSeconds(report) - music) >
                          kLengthDifferenceMax * std::fabs(music);
  if (!is_another && std::fabs(longer) <= kFileDifferenceMaxSeconds) return;
  problems.push_back(
      {.severity = is_another ? Severity::kFailure : Severity::kWarning,
       .rule = "LENGTH_DIFFERS",
       .version_number = version.number,
       .problem = lengths,
       .next_step =
           absl::StrCat("export the ", WordsOf(version.mix_type).spoken,
                        is_another ? " with the arrangement of the full mix"
                                   : " from the same range as the full mix",
                        " and ingest again")});
}

void CompareFormats(const Version& version, const Version& full_mix,
                    std::vector<Problem>& problems) {
  const Report& report = *version.report;
  const Report& full = *full_mix.report;
  const bool has_other_rate = report.sample_rate_hz != full.sample_rate_hz;
  if (!has_other_rate && report.channel_count == full.channel_count) return;
  const auto format = [](const Report& r) {
    return absl::StrCat(r.sample_rate_hz, " Hz and ", r.channel_count,
                        r.channel_count == 1 ? " channel" : " channels");
  };
  problems.push_back(
      {.severity = has_other_rate && version.mix_type == MixType::kStem
                       ? Severity::kFailure
                       : Severity::kWarning,
       .rule = "FORMAT_DIFFERS",
       .version_number = version.number,
       .problem = absl::StrCat("has ", format(report),
                               ", where the full mix has ", format(full)),
       .next_step =
           absl::StrCat("export the ", WordsOf(version.mix_type).spoken,
                        " from the session as the full mix was, and "
                        "ingest again")});
}

}  // namespace

std::vector<Problem> CompareVersions(const Track& track) {
  const std::vector<const Version*> versions = MeasuredVersions(track);
  std::vector<Problem> problems;
  for (size_t i = 1; i < versions.size(); ++i) {
    const Version& version = *versions[i];
    const Version* same = nullptr;
    for (size_t j = 0; j < i && same == nullptr; ++j) {
      if (versions[j]->report->file_sha256 == version.report->file_sha256) {
        same = versions[j];
      }
    }
    if (same != nullptr) {
      problems.push_back(SameAudio(version, *same));
    } else if (versions[0]->mix_type == MixType::kFullMix) {
      CompareLengths(version, *versions[0], problems);
      CompareFormats(version, *versions[0], problems);
    }
  }
  return problems;
}

}  // namespace ritornello::catalog
