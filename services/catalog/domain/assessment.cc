#include "services/catalog/domain/assessment.h"

#include <algorithm>
#include <utility>

#include "libs/status/status_macros.h"
#include "services/catalog/storage/library_store.h"
#include "services/catalog/storage/split_sheet_store.h"
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

}  // namespace

absl::StatusOr<AssessmentFacts> LoadFacts(sql::Connection& connection,
                                          const TrackKey& key) {
  AssessmentFacts facts;
  RITORNELLO_ASSIGN_OR_RETURN(facts.track,
                              GetTrack(connection, key, WithReports::kYes));
  RITORNELLO_ASSIGN_OR_RETURN(auto sheets, GetSplitSheets(connection, {key}));
  facts.sheets = std::move(sheets[key]);
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
      RITORNELLO_ASSIGN_OR_RETURN(
          judged, analyzer.Judge(*version.report, SpecsFor(facts, version),
                                 now + judge_timeout, ""));
    }
    for (size_t i = 0; i < facts.libraries.size(); ++i) {
      findings[i].push_back(std::move(judged[i]));
    }
  }
  std::vector<Readiness> readiness;
  for (size_t i = 0; i < facts.libraries.size(); ++i) {
    readiness.push_back(
        Assess({.track = facts.track,
                .sheets = facts.sheets,
                .today = absl::ToCivilDay(now, absl::UTCTimeZone()),
                .library = facts.libraries[i],
                .findings = findings[i]}));
    readiness.back().assess_time = now;
  }
  return readiness;
}

}  // namespace ritornello::catalog
