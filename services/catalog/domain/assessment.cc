#include "services/catalog/domain/assessment.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/storage/library_store.h"
#include "services/catalog/storage/track_rights_store.h"
#include "services/catalog/storage/track_store.h"

namespace ritornello::catalog {
namespace {

constexpr size_t kLibraryPage = 500;

absl::StatusOr<std::vector<Library>> AllLibraries(sql::Connection& connection) {
  std::vector<Library> libraries;
  while (true) {
    RITORNELLO_ASSIGN_OR_RETURN(
        std::vector<Library> page,
        ListLibraries(connection, libraries.empty() ? "" : libraries.back().id,
                      kLibraryPage));
    std::move(page.begin(), page.end(), std::back_inserter(libraries));
    if (page.size() < kLibraryPage) return libraries;
  }
}

bool HasFullMix(const Track& track) {
  return std::any_of(track.versions.begin(), track.versions.end(),
                     [](const Version& version) {
                       return version.mix_type == MixType::kFullMix;
                     });
}

std::vector<VersionSpec> SpecsFor(const AssessmentFacts& facts,
                                  const Version& version) {
  std::vector<VersionSpec> specs;
  for (const Library& library : facts.libraries) {
    specs.push_back(
        {.library_id = library.id,
         .spec = library.delivery_spec,
         .mix_type = version.mix_type,
         .declared_tempo_bpm = facts.track.declared_tempo_bpm,
         .declared_key = facts.track.declared_key,
         .must_match_full_mix =
             version.mix_type != MixType::kFullMix && HasFullMix(facts.track)});
  }
  return specs;
}

bool IsAboutASpec(const absl::Status& error) {
  const std::vector<FieldViolation> violations = FieldViolationsOf(error);
  return absl::IsInvalidArgument(error) && !violations.empty() &&
         absl::StartsWith(violations[0].field, "delivery_specs[");
}

// REQUIRES: IsAboutASpec(error).
Finding SpecRefused(const absl::Status& error) {
  const FieldViolation violation = FieldViolationsOf(error)[0];
  const absl::string_view field = violation.field;
  return {.rule = "DELIVERY_SPEC_REFUSED",
          .outcome = Outcome::kNotMeasured,
          .problem = absl::StrCat("the library's delivery spec is refused: ",
                                  field.substr(field.find('.') + 1), " ",
                                  violation.description),
          .advice = "have the operator correct the library"};
}

// Fills `judged`, one for each of `specs`. One spec that is refused refuses all
// that are asked with it, so then each half is asked alone.
absl::Status JudgeUnder(std::span<const VersionSpec> specs,
                        const Report& report, Analyzer& analyzer,
                        absl::Time deadline,
                        std::span<std::vector<Finding>> judged) {
  auto answer = analyzer.Judge(report, specs, deadline, "");
  if (answer.ok()) {
    std::move(answer->begin(), answer->end(), judged.begin());
    return absl::OkStatus();
  }
  if (!IsAboutASpec(answer.status())) return answer.status();
  if (specs.size() == 1) {
    judged[0] = {SpecRefused(answer.status())};
    return absl::OkStatus();
  }
  const size_t half = specs.size() / 2;
  RITORNELLO_RETURN_IF_ERROR(JudgeUnder(specs.first(half), report, analyzer,
                                        deadline, judged.first(half)));
  return JudgeUnder(specs.subspan(half), report, analyzer, deadline,
                    judged.subspan(half));
}

}  // namespace

absl::StatusOr<AssessmentFacts> LoadFacts(sql::Connection& connection,
                                          const TrackKey& key) {
  AssessmentFacts facts;
  RITORNELLO_ASSIGN_OR_RETURN(facts.track,
                              GetTrack(connection, key, WithReports::kYes));
  RITORNELLO_ASSIGN_OR_RETURN(auto rights, GetTrackRights(connection, {key}));
  facts.rights = std::move(rights[key]);
  RITORNELLO_ASSIGN_OR_RETURN(facts.libraries, AllLibraries(connection));
  return facts;
}

absl::StatusOr<std::vector<Readiness>> AssessTrack(
    const AssessmentFacts& facts, Analyzer& analyzer, absl::Time now,
    absl::Duration judge_timeout) {
  // Per library, per version of the track.
  std::vector<std::vector<std::vector<Finding>>> findings(
      facts.libraries.size());
  for (const Version& version : facts.track.versions) {
    std::vector<std::vector<Finding>> judged(facts.libraries.size());
    if (version.report.has_value()) {
      RITORNELLO_RETURN_IF_ERROR(JudgeUnder(SpecsFor(facts, version),
                                            *version.report, analyzer,
                                            now + judge_timeout, judged));
    }
    for (size_t i = 0; i < facts.libraries.size(); ++i) {
      findings[i].push_back(std::move(judged[i]));
    }
  }
  std::vector<Readiness> readiness;
  for (size_t i = 0; i < facts.libraries.size(); ++i) {
    readiness.push_back(
        Assess({.track = facts.track,
                .rights = facts.rights,
                .today = absl::ToCivilDay(now, absl::UTCTimeZone()),
                .library = facts.libraries[i],
                .findings = findings[i]}));
    readiness.back().assess_time = now;
  }
  return readiness;
}

}  // namespace ritornello::catalog
