#include "services/catalog/model/readiness.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "libs/status/check.h"
#include "services/catalog/model/mix_words.h"
#include "services/catalog/model/named.h"
#include "services/catalog/model/readiness_rights.h"
#include "services/catalog/model/remedy_order.h"
#include "services/catalog/model/version_comparison.h"

namespace ritornello::catalog {
namespace {

constexpr Named<Dimension> kDimensions[] = {
    {Dimension::kTechnical, "TECHNICAL"},
    {Dimension::kVersions, "VERSIONS"},
    {Dimension::kMetadata, "METADATA"},
    {Dimension::kRights, "RIGHTS"},
};
constexpr Named<ReadinessState> kStates[] = {
    {ReadinessState::kReady, "READY"},
    {ReadinessState::kUnconfirmed, "UNCONFIRMED"},
    {ReadinessState::kNotReady, "NOT_READY"},
    {ReadinessState::kPending, "PENDING"},
};
constexpr Named<Severity> kSeverities[] = {
    {Severity::kFailure, "FAILURE"},
    {Severity::kNotMeasured, "NOT_MEASURED"},
    {Severity::kWarning, "WARNING"},
};

Problem ProblemOf(const Finding& finding, Severity severity,
                  int64_t version_number) {
  return {.severity = severity,
          .rule = finding.rule,
          .version_number = version_number,
          .problem = finding.problem,
          .next_step = finding.advice};
}

std::optional<Severity> SeverityOf(Outcome outcome) {
  switch (outcome) {
    case Outcome::kPassed:
      return std::nullopt;
    case Outcome::kWarned:
      return Severity::kWarning;
    case Outcome::kFailed:
      return Severity::kFailure;
    case Outcome::kNotMeasured:
      return Severity::kNotMeasured;
  }
  RITORNELLO_CHECK(false);
  return std::nullopt;
}

void AddProblems(const std::vector<Finding>& findings, int64_t version_number,
                 std::vector<Problem>& problems) {
  const bool needs_export =
      std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
        return finding.outcome == Outcome::kFailed &&
               MeansNewExport(RemedyOf(finding.rule));
      });
  for (const Finding& finding : findings) {
    const auto severity = SeverityOf(finding.outcome);
    if (!severity.has_value()) continue;
    problems.push_back(ProblemOf(finding, *severity, version_number));
    const Remedy remedy = RemedyOf(finding.rule);
    if (needs_export && severity == Severity::kFailure &&
        (remedy == Remedy::kLevel || remedy == Remedy::kEnds)) {
      problems.back().next_step =
          absl::StrCat("in the same export: ", finding.advice);
    }
  }
}

Check Concluded(Dimension dimension, std::vector<Problem> problems,
                bool is_pending) {
  std::stable_sort(problems.begin(), problems.end(),
                   [](const Problem& a, const Problem& b) {
                     return std::pair(a.severity, RemedyOf(a.rule)) <
                            std::pair(b.severity, RemedyOf(b.rule));
                   });
  const auto has = [&](Severity severity) {
    return std::any_of(
        problems.begin(), problems.end(),
        [&](const Problem& problem) { return problem.severity == severity; });
  };
  ReadinessState state = ReadinessState::kReady;
  if (has(Severity::kFailure)) {
    state = ReadinessState::kNotReady;
  } else if (is_pending) {
    state = ReadinessState::kPending;
  } else if (has(Severity::kNotMeasured)) {
    state = ReadinessState::kUnconfirmed;
  }
  return {
      .dimension = dimension, .state = state, .problems = std::move(problems)};
}

Check AssessTechnical(const AssessmentInput& input) {
  const Track& track = input.track;
  std::vector<Problem> problems;
  bool is_pending = false;
  for (size_t i = 0; i < track.versions.size(); ++i) {
    const Version& version = track.versions[i];
    switch (version.analysis_state) {
      case AnalysisState::kPending:
        is_pending = true;
        break;
      case AnalysisState::kFailed:
        problems.push_back(
            {.rule = "ANALYSIS_FAILED",
             .version_number = version.number,
             .problem = version.analysis_error,
             .next_step = absl::StrCat(
                 "fix the file, then `ritornello job rerun --account ",
                 track.key.account_id, "`")});
        break;
      case AnalysisState::kAnalyzed:
        AddProblems(input.findings[i], version.number, problems);
        break;
    }
  }
  return Concluded(Dimension::kTechnical, std::move(problems), is_pending);
}

Problem VersionMissing(const std::string& title,
                       const std::vector<MixType>& any_of) {
  const auto spoken = [](std::string* out, MixType mix_type) {
    absl::StrAppend(out, WordsOf(mix_type).spoken);
  };
  const auto file = [&](std::string* out, MixType mix_type) {
    absl::StrAppend(out, "\"", title, WordsOf(mix_type).in_file_name, ".wav\"");
  };
  return {.rule = "VERSION_MISSING",
          .problem = absl::StrCat("no ", absl::StrJoin(any_of, " or ", spoken)),
          .next_step = absl::StrCat("add a file like ",
                                    absl::StrJoin(any_of, " or ", file),
                                    " and ingest again")};
}

Check AssessVersions(const Track& track, const Library& library) {
  const auto has_any_of = [&](const std::vector<MixType>& any_of) {
    return std::any_of(track.versions.begin(), track.versions.end(),
                       [&](const Version& version) {
                         return std::find(any_of.begin(), any_of.end(),
                                          version.mix_type) != any_of.end();
                       });
  };
  std::vector<Problem> problems;
  for (const std::vector<MixType>& any_of : library.required_versions) {
    if (!has_any_of(any_of)) {
      problems.push_back(VersionMissing(track.title, any_of));
    }
  }
  // Who requires no version in particular still wants something to hear.
  if (library.required_versions.empty() && track.versions.empty()) {
    problems.push_back(VersionMissing(track.title, {MixType::kFullMix}));
  }
  for (Problem& problem : CompareVersions(track)) {
    problems.push_back(std::move(problem));
  }
  return Concluded(Dimension::kVersions, std::move(problems), false);
}

std::string Describe(const Track& track, absl::string_view flag) {
  return absl::StrCat("`ritornello track describe ", NameOf(track.key), " ",
                      flag, "`");
}

Check AssessMetadata(const Track& track, const MetadataRequirement& required) {
  std::vector<Problem> problems;
  const auto count =
      [&](const char* rule, const std::vector<std::string>& terms,
          int64_t count_min, const char* noun, const char* flag) {
        const auto term_count = static_cast<int64_t>(terms.size());
        if (term_count >= count_min) return;
        problems.push_back(
            {.rule = rule,
             .problem = absl::StrCat("has ", term_count, " of ", count_min, " ",
                                     noun, count_min == 1 ? "" : "s"),
             .next_step = Describe(track, flag)});
      };
  const auto need = [&](const char* rule, bool is_needed, bool is_there,
                        const char* noun, const char* flag) {
    if (!is_needed || is_there) return;
    problems.push_back({.rule = rule,
                        .problem = absl::StrCat("has no ", noun),
                        .next_step = Describe(track, flag)});
  };
  count("MOODS_MISSING", track.moods, required.mood_count_min, "mood",
        "--mood MOOD");
  count("INSTRUMENTS_MISSING", track.instruments, required.instrument_count_min,
        "instrument", "--instrument INSTRUMENT");
  count("USES_MISSING", track.uses, required.use_count_min, "use", "--use USE");
  count("GENRES_MISSING", track.genres, required.genre_count_min, "genre",
        "--genre GENRE");
  need("TEMPO_MISSING", required.needs_tempo,
       track.declared_tempo_bpm.has_value(), "tempo", "--bpm BPM");
  need("KEY_MISSING", required.needs_key, !track.declared_key.empty(), "key",
       "--key KEY");
  need("ISRC_MISSING", required.needs_isrc, !track.isrc.empty(), "ISRC",
       "--isrc ISRC");
  return Concluded(Dimension::kMetadata, std::move(problems), false);
}

ReadinessState WorstOf(const std::vector<Check>& checks) {
  for (const ReadinessState state :
       {ReadinessState::kNotReady, ReadinessState::kPending,
        ReadinessState::kUnconfirmed}) {
    for (const Check& check : checks) {
      if (check.state == state) return state;
    }
  }
  return ReadinessState::kReady;
}

}  // namespace

absl::string_view DimensionName(Dimension dimension) {
  return NameIn(kDimensions, dimension);
}

absl::string_view ReadinessStateName(ReadinessState state) {
  return NameIn(kStates, state);
}

absl::string_view SeverityName(Severity severity) {
  return NameIn(kSeverities, severity);
}

absl::StatusOr<Dimension> ParseDimension(absl::string_view name) {
  return ValueIn(kDimensions, "dimension", name);
}

absl::StatusOr<ReadinessState> ParseReadinessState(absl::string_view name) {
  return ValueIn(kStates, "state", name);
}

absl::StatusOr<Severity> ParseSeverity(absl::string_view name) {
  return ValueIn(kSeverities, "severity", name);
}

Readiness Assess(const AssessmentInput& input) {
  RITORNELLO_CHECK(input.findings.size() == input.track.versions.size());
  Readiness readiness =
      NotYetAssessed({input.track.key, input.library.id}, input.track.title);
  readiness.checks = {
      AssessTechnical(input), AssessVersions(input.track, input.library),
      AssessMetadata(input.track, input.library.required_metadata),
      Concluded(Dimension::kRights, RightsProblems(input), false)};
  readiness.state = WorstOf(readiness.checks);
  return readiness;
}

Readiness NotYetAssessed(const ReadinessKey& key,
                         absl::string_view track_title) {
  return {.key = key, .track_title = std::string(track_title)};
}

}  // namespace ritornello::catalog
