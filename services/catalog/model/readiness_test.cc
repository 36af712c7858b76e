#include "services/catalog/model/readiness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "libs/status/status_matchers.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr absl::CivilDay kToday(2026, 11, 23);

Version Analyzed(int64_t number, MixType mix_type) {
  return {.number = number,
          .mix_type = mix_type,
          .analysis_state = AnalysisState::kAnalyzed};
}

// A track, a library that wants all that it has, and what is known of both.
struct Situation {
  Track track = {.key = {"acme", "nocturne-1f00aa3c"},
                 .title = "Nocturne",
                 .isrc = "GBAYE6800011",
                 .moods = {"Dreamy", "Nostalgic"},
                 .instruments = {"Piano"},
                 .uses = {"Travel Vlog"},
                 .genres = {"Ambient"},
                 .declared_tempo_bpm = 84,
                 .declared_key = "Eb:major",
                 .versions = {Analyzed(1, MixType::kFullMix),
                              Analyzed(3, MixType::kInstrumental),
                              Analyzed(4, MixType::kLoop)}};
  TrackRights rights = {
      .sheets = {{.right = Right::kMaster, .number = 1},
                 {.right = Right::kSyncComposition, .number = 1}}};
  Library library = {.id = "artlist",
                     .required_versions = {{MixType::kFullMix},
                                           {MixType::kInstrumental},
                                           {MixType::kStinger, MixType::kLoop}},
                     .required_metadata = {.mood_count_min = 2,
                                           .instrument_count_min = 1,
                                           .use_count_min = 1,
                                           .genre_count_min = 1,
                                           .needs_tempo = true,
                                           .needs_key = true,
                                           .needs_isrc = true}};
  std::vector<std::vector<Finding>> findings =
      std::vector<std::vector<Finding>>(3);

  Readiness Assess() const {
    return catalog::Assess({.track = track,
                            .rights = rights,
                            .today = kToday,
                            .library = library,
                            .findings = findings});
  }
};

std::vector<std::string> RulesOf(const Check& check) {
  std::vector<std::string> rules;
  for (const Problem& problem : check.problems) rules.push_back(problem.rule);
  return rules;
}

std::vector<ReadinessState> StatesOf(const Readiness& readiness) {
  std::vector<ReadinessState> states = {readiness.state};
  for (const Check& check : readiness.checks) states.push_back(check.state);
  return states;
}

constexpr auto kReady = ReadinessState::kReady;
constexpr auto kUnconfirmed = ReadinessState::kUnconfirmed;
constexpr auto kNotReady = ReadinessState::kNotReady;
constexpr auto kPending = ReadinessState::kPending;

TEST(ReadinessTest, ATrackThatHasEverythingIsReady) {
  const Readiness readiness = Situation().Assess();
  EXPECT_EQ(NameOf(readiness.key),
            "accounts/acme/tracks/nocturne-1f00aa3c/readiness/artlist");
  EXPECT_EQ(readiness.track_title, "Nocturne");
  EXPECT_EQ(readiness.assess_time, std::nullopt);
  ASSERT_EQ(readiness.checks.size(), 4u);
  EXPECT_EQ(readiness.checks[0].dimension, Dimension::kTechnical);
  EXPECT_EQ(readiness.checks[1].dimension, Dimension::kVersions);
  EXPECT_EQ(readiness.checks[2].dimension, Dimension::kMetadata);
  EXPECT_EQ(readiness.checks[3].dimension, Dimension::kRights);
  EXPECT_THAT(StatesOf(readiness),
              ElementsAre(kReady, kReady, kReady, kReady, kReady));
  for (const Check& check : readiness.checks) {
    EXPECT_THAT(check.problems, IsEmpty());
  }
}

// What each thing that can be wrong makes of the track and of its checks.
TEST(ReadinessTest, States) {
  using Spoil = void (*)(Situation&);
  const Spoil fail = [](Situation& s) {
    s.findings[0].push_back({.rule = "CLIPPING", .outcome = Outcome::kFailed});
  };
  const Spoil warn = [](Situation& s) {
    s.findings[0].push_back({.rule = "CLIPPING", .outcome = Outcome::kWarned});
  };
  const Spoil not_measure = [](Situation& s) {
    s.findings[0].push_back(
        {.rule = "TEMPO", .outcome = Outcome::kNotMeasured});
  };
  const Spoil pass = [](Situation& s) {
    s.findings[0].push_back({.rule = "TRUE_PEAK", .outcome = Outcome::kPassed});
  };
  const Spoil wait = [](Situation& s) {
    s.track.versions[1].analysis_state = AnalysisState::kPending;
  };
  const Spoil give_up = [](Situation& s) {
    s.track.versions[1].analysis_state = AnalysisState::kFailed;
  };
  const Spoil no_version = [](Situation& s) {
    s.track.versions.pop_back();
    s.findings.pop_back();
  };
  const Spoil no_mood = [](Situation& s) { s.track.moods.clear(); };
  const Spoil no_sheet = [](Situation& s) { s.rights.sheets.pop_back(); };
  const struct {
    const char* what;
    std::vector<Spoil> spoils;
    ReadinessState technical, versions, metadata, rights, all;
  } cases[] = {
      {"passed", {pass}, kReady, kReady, kReady, kReady, kReady},
      {"warned", {warn}, kReady, kReady, kReady, kReady, kReady},
      {"not measured",
       {not_measure, warn},
       kUnconfirmed,
       kReady,
       kReady,
       kReady,
       kUnconfirmed},
      {"pending", {wait}, kPending, kReady, kReady, kReady, kPending},
      {"pending before not measured",
       {wait, not_measure},
       kPending,
       kReady,
       kReady,
       kReady,
       kPending},
      {"failed before pending",
       {wait, not_measure, fail},
       kNotReady,
       kReady,
       kReady,
       kReady,
       kNotReady},
      {"given up", {give_up}, kNotReady, kReady, kReady, kReady, kNotReady},
      {"version", {no_version}, kReady, kNotReady, kReady, kReady, kNotReady},
      {"metadata", {no_mood}, kReady, kReady, kNotReady, kReady, kNotReady},
      {"rights", {no_sheet}, kReady, kReady, kReady, kNotReady, kNotReady},
      {"not ready before pending and unconfirmed",
       {wait, no_mood},
       kPending,
       kReady,
       kNotReady,
       kReady,
       kNotReady},
      {"not ready before unconfirmed",
       {not_measure, no_sheet},
       kUnconfirmed,
       kReady,
       kReady,
       kNotReady,
       kNotReady},
  };
  for (const auto& c : cases) {
    Situation situation;
    for (const Spoil spoil : c.spoils) spoil(situation);
    EXPECT_THAT(
        StatesOf(situation.Assess()),
        ElementsAre(c.all, c.technical, c.versions, c.metadata, c.rights))
        << c.what;
  }
}

TEST(ReadinessTest, FindingsBecomeProblemsTheGravestFirst) {
  Situation situation;
  situation.findings[0] = {
      {"TRUE_PEAK", Outcome::kWarned, "close to the limit", "leave room"},
      {"CLIPPING", Outcome::kPassed, "", ""},
      {"TEMPO", Outcome::kNotMeasured, "nobody measures it", "listen"}};
  situation.findings[1] = {
      {"TRUE_PEAK", Outcome::kFailed, "-0.2 dBTP is above -1.0", "lower it"},
      {"TAIL_SILENCE", Outcome::kFailed, "7 s are more than 5", "cut it"}};
  situation.findings[2] = {
      {"LOOP_SEAM", Outcome::kNotMeasured, "nobody measures it", "listen"}};
  EXPECT_THAT(situation.Assess().checks[0].problems,
              ElementsAre(Problem{Severity::kFailure, "TRUE_PEAK", 3,
                                  "-0.2 dBTP is above -1.0", "lower it"},
                          Problem{Severity::kFailure, "TAIL_SILENCE", 3,
                                  "7 s are more than 5", "cut it"},
                          Problem{Severity::kNotMeasured, "TEMPO", 1,
                                  "nobody measures it", "listen"},
                          Problem{Severity::kNotMeasured, "LOOP_SEAM", 4,
                                  "nobody measures it", "listen"},
                          Problem{Severity::kWarning, "TRUE_PEAK", 1,
                                  "close to the limit", "leave room"}));
}

// Who turns a file down that must come from the mix again does it twice.
TEST(ReadinessTest, WhatMustBeDoneFirstComesFirst) {
  const auto failed = [](const char* rule) {
    return Finding{rule, Outcome::kFailed, "is wrong", "mend it"};
  };
  const struct {
    const char* fact;
    std::vector<const char*> findings;  // as analysis orders them
    std::vector<std::string> order;
    bool is_in_same_export;  // what comes last
  } cases[] = {
      {"a level alone", {"TRUE_PEAK"}, {"TRUE_PEAK"}, false},
      {"levels, then ends",
       {"INTEGRATED_LOUDNESS", "TRUE_PEAK", "TAIL_SILENCE"},
       {"INTEGRATED_LOUDNESS", "TRUE_PEAK", "TAIL_SILENCE"},
       false},
      {"clipping before level",
       {"INTEGRATED_LOUDNESS", "CLIPPING"},
       {"CLIPPING", "INTEGRATED_LOUDNESS"},
       true},
      {"sample rate before level",
       {"TRUE_PEAK", "SAMPLE_RATE"},
       {"SAMPLE_RATE", "TRUE_PEAK"},
       true},
      {"bit depth before ends",
       {"HEAD_SILENCE", "BIT_DEPTH"},
       {"BIT_DEPTH", "HEAD_SILENCE"},
       true},
      {"a lossy source before level",
       {"TRUE_PEAK", "CONTAINER"},
       {"CONTAINER", "TRUE_PEAK"},
       true},
      {"a broken file before all",
       {"INTEGRITY", "INTEGRATED_LOUDNESS", "CLIPPING", "DURATION"},
       {"INTEGRITY", "DURATION", "CLIPPING", "INTEGRATED_LOUDNESS"},
       true},
      {"polarity before channels before offset",
       {"DC_OFFSET", "MONO_FOLD", "CHANNEL_COUNT"},
       {"MONO_FOLD", "CHANNEL_COUNT", "DC_OFFSET"},
       true},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.fact);
    Situation situation;
    for (const char* rule : c.findings) {
      situation.findings[0].push_back(failed(rule));
    }
    const Check check = situation.Assess().checks[0];
    EXPECT_EQ(RulesOf(check), c.order);
    EXPECT_EQ(check.problems.back().next_step,
              c.is_in_same_export ? "in the same export: mend it" : "mend it");
  }
}

// Another version's export is no export of this one, and a warning none.
TEST(ReadinessTest, OnlyAFailureOfTheSameFileMeansAnExport) {
  Situation situation;
  situation.findings[0] = {{"TRUE_PEAK", Outcome::kFailed, "", "turn down"},
                           {"CLIPPING", Outcome::kWarned, "", "listen"}};
  situation.findings[1] = {{"BIT_DEPTH", Outcome::kFailed, "", "export"}};
  const Check check = situation.Assess().checks[0];
  EXPECT_THAT(RulesOf(check),
              ElementsAre("BIT_DEPTH", "TRUE_PEAK", "CLIPPING"));
  EXPECT_EQ(check.problems[1].next_step, "turn down");
}

TEST(ReadinessTest, VersionsThatDoNotBelongTogetherAreSaidWithTheMissing) {
  Situation situation;
  const Report report = {.file_sha256 = "one", .duration_seconds = 180};
  for (Version& version : situation.track.versions) version.report = report;
  situation.library.required_versions.push_back({MixType::kStem});
  const Check check = situation.Assess().checks[1];
  EXPECT_EQ(check.state, kNotReady);
  EXPECT_THAT(RulesOf(check),
              ElementsAre("VERSION_MISSING", "SAME_AUDIO", "SAME_AUDIO"));
  EXPECT_EQ(check.problems[1].version_number, 4);
  EXPECT_EQ(check.problems[2].severity, Severity::kNotMeasured);
}

TEST(ReadinessTest, AVersionThatCouldNotBeMeasuredSaysWhy) {
  Situation situation;
  situation.track.versions[1].analysis_state = AnalysisState::kFailed;
  situation.track.versions[1].analysis_error = "the file is no audio";
  EXPECT_THAT(
      situation.Assess().checks[0].problems,
      ElementsAre(Problem{
          Severity::kFailure, "ANALYSIS_FAILED", 3, "the file is no audio",
          "fix the file, then `ritornello job rerun --account acme`"}));
}

TEST(ReadinessTest, EachMissingVersionIsAsked) {
  const struct {
    std::vector<MixType> any_of;
    const char* problem;
    const char* next_step;
  } cases[] = {
      {{MixType::kFullMix},
       "no full mix",
       "add a file like \"Nocturne.wav\" and ingest again"},
      {{MixType::kInstrumental},
       "no instrumental",
       "add a file like \"Nocturne (Instrumental).wav\" and ingest again"},
      {{MixType::kNoMelody},
       "no no-melody mix",
       "add a file like \"Nocturne (No Melody).wav\" and ingest again"},
      {{MixType::kStinger, MixType::kLoop},
       "no stinger or loop",
       "add a file like \"Nocturne (Stinger).wav\" or \"Nocturne (Loop).wav\""
       " and ingest again"},
      {{MixType::kCutdown},
       "no cutdown",
       "add a file like \"Nocturne (30 Sec).wav\" and ingest again"},
      {{MixType::kStem},
       "no stem",
       "add a file like \"Nocturne (Stems).wav\" and ingest again"},
  };
  for (const auto& c : cases) {
    Situation situation;
    situation.track.versions.clear();
    situation.findings.clear();
    situation.library.required_versions = {c.any_of};
    EXPECT_THAT(situation.Assess().checks[1].problems,
                ElementsAre(Problem{Severity::kFailure, "VERSION_MISSING", 0,
                                    c.problem, c.next_step}));
  }
}

TEST(ReadinessTest, ARequirementIsMetByAnyOfItsMixTypes) {
  for (const MixType mix_type : {MixType::kStinger, MixType::kLoop}) {
    Situation situation;
    situation.track.versions[2].mix_type = mix_type;
    EXPECT_EQ(situation.Assess().checks[1].state, kReady);
  }
  Situation situation;
  situation.track.versions[2].mix_type = MixType::kCutdown;
  EXPECT_EQ(situation.Assess().checks[1].state, kNotReady);
}

TEST(ReadinessTest, WhereNothingIsRequiredAnyVersionWillDo) {
  Situation situation;
  situation.library.required_versions.clear();
  EXPECT_EQ(situation.Assess().checks[1].state, kReady);
  situation.track.versions.clear();
  situation.findings.clear();
  EXPECT_THAT(RulesOf(situation.Assess().checks[1]),
              ElementsAre("VERSION_MISSING"));
}

TEST(ReadinessTest, EachMissingWordIsAsked) {
  const struct {
    const char* rule;
    void (*spoil)(Track&);
    const char* problem;
    const char* flag;
  } cases[] = {
      {"MOODS_MISSING", [](Track& t) { t.moods.pop_back(); },
       "has 1 of 2 moods", "--mood MOOD"},
      {"MOODS_MISSING", [](Track& t) { t.moods.clear(); }, "has 0 of 2 moods",
       "--mood MOOD"},
      {"INSTRUMENTS_MISSING", [](Track& t) { t.instruments.clear(); },
       "has 0 of 1 instrument", "--instrument INSTRUMENT"},
      {"USES_MISSING", [](Track& t) { t.uses.clear(); }, "has 0 of 1 use",
       "--use USE"},
      {"GENRES_MISSING", [](Track& t) { t.genres.clear(); }, "has 0 of 1 genre",
       "--genre GENRE"},
      {"TEMPO_MISSING", [](Track& t) { t.declared_tempo_bpm.reset(); },
       "has no tempo", "--bpm BPM"},
      {"KEY_MISSING", [](Track& t) { t.declared_key.clear(); }, "has no key",
       "--key KEY"},
      {"ISRC_MISSING", [](Track& t) { t.isrc.clear(); }, "has no ISRC",
       "--isrc ISRC"},
  };
  for (const auto& c : cases) {
    Situation situation;
    c.spoil(situation.track);
    EXPECT_THAT(situation.Assess().checks[2].problems,
                ElementsAre(Problem{
                    Severity::kFailure, c.rule, 0, c.problem,
                    std::string("`ritornello track describe "
                                "accounts/acme/tracks/nocturne-1f00aa3c ") +
                        c.flag + "`"}));
    situation.library.required_metadata = {};
    EXPECT_THAT(situation.Assess().checks[2].problems, IsEmpty()) << c.rule;
  }
}

TEST(ReadinessTest, MasterAndCompositionNeedAnOwnerToday) {
  constexpr char kShare[] =
      "`ritornello track share accounts/acme/tracks/nocturne-1f00aa3c --right ";
  Situation situation;
  situation.rights.sheets = {{.right = Right::kPerformance, .number = 1}};
  EXPECT_THAT(
      situation.Assess().checks[3].problems,
      ElementsAre(
          Problem{Severity::kFailure, "MASTER_SHARES_MISSING", 0,
                  "no shares of the master hold on 2026-11-23",
                  kShare + std::string("master --party PARTY=100%`")},
          Problem{
              Severity::kFailure, "SYNC_COMPOSITION_SHARES_MISSING", 0,
              "no shares of the composition hold on 2026-11-23",
              kShare + std::string("sync-composition --party PARTY=100%`")}));
}

// A work of one owner who has this weight, and somebody else one part.
WorkRights OwnedWork(const std::string& id, uint32_t weight) {
  return {id,
          1,
          {{.right = Right::kSyncComposition,
            .number = 1,
            .shares = {{"ana", ShareRole::kWriter, weight},
                       {"bea", ShareRole::kPublisher, 1}}}}};
}

TEST(ReadinessTest, TheCompositionOfATrackWithWorksIsTheirs) {
  Situation situation;
  situation.rights.works = {OwnedWork("intro", 1), OwnedWork("nocturne", 2)};
  EXPECT_EQ(situation.Assess().checks[3].state, kReady);
  // What the track had itself does not count any more.
  situation.rights.works[1].sheets.clear();
  situation.rights.works.push_back({"sonata", 1, {}});
  const auto missing = [](const std::string& work) {
    return Problem{
        Severity::kFailure, "SYNC_COMPOSITION_SHARES_MISSING", 0,
        absl::StrCat("no shares of the composition of accounts/acme/works/",
                     work, " hold on 2026-11-23"),
        absl::StrCat("`ritornello work share accounts/acme/works/", work,
                     " --party PARTY:writer=100%`")};
  };
  EXPECT_THAT(situation.Assess().checks[3].problems,
              ElementsAre(missing("nocturne"), missing("sonata")));
  EXPECT_EQ(situation.Assess().checks[3].state, kNotReady);
}

TEST(ReadinessTest, SharesWithoutAnExactSumAreToBeWrittenShorter) {
  Situation situation;
  // As in TrackRightsTest.WeightsThatDoNotFitAreNoSheet.
  situation.rights.works = {OwnedWork("intro", 65'536),
                            OwnedWork("nocturne", 65'538)};
  const Check rights = situation.Assess().checks[3];
  EXPECT_THAT(RulesOf(rights), ElementsAre("SYNC_COMPOSITION_SHARES_INEXACT"));
  EXPECT_THAT(rights.problems[0].problem,
              HasSubstr("accounts/acme/works/intro, "
                        "accounts/acme/works/nocturne"));
  EXPECT_THAT(rights.problems[0].next_step, HasSubstr("fewer decimals"));
}

TEST(ReadinessTest, ASheetHoldsFromItsDayOn) {
  const struct {
    absl::CivilDay effective_date;
    ReadinessState state;
  } cases[] = {
      {kAlways, kReady},
      {kToday - 1, kReady},
      {kToday, kReady},
      {kToday + 1, kNotReady},
  };
  for (const auto& c : cases) {
    Situation situation;
    situation.rights.sheets[0].effective_date = c.effective_date;
    EXPECT_EQ(situation.Assess().checks[3].state, c.state) << c.effective_date;
  }
}

TEST(ReadinessTest, BeforeTheFirstAssessmentATrackIsPending) {
  const Readiness readiness =
      NotYetAssessed({{"acme", "nocturne"}, "artlist"}, "Nocturne");
  EXPECT_EQ(readiness.state, kPending);
  EXPECT_EQ(readiness.track_title, "Nocturne");
  EXPECT_THAT(readiness.checks, IsEmpty());
  EXPECT_EQ(readiness.assess_time, std::nullopt);
}

TEST(ReadinessTest, NamesComeBack) {
  for (const auto d : {Dimension::kTechnical, Dimension::kVersions,
                       Dimension::kMetadata, Dimension::kRights}) {
    EXPECT_EQ(ParseDimension(DimensionName(d)).value(), d);
  }
  for (const auto s : {kReady, kUnconfirmed, kNotReady, kPending}) {
    EXPECT_EQ(ParseReadinessState(ReadinessStateName(s)).value(), s);
  }
  for (const auto s :
       {Severity::kFailure, Severity::kNotMeasured, Severity::kWarning}) {
    EXPECT_EQ(ParseSeverity(SeverityName(s)).value(), s);
  }
  constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  EXPECT_THAT(ParseDimension("technical"), FailsWith(kInvalid, "technical"));
  EXPECT_THAT(ParseReadinessState(""), FailsWith(kInvalid, "state"));
  EXPECT_THAT(ParseSeverity("BAD"), FailsWith(kInvalid, "BAD"));
}

}  // namespace
}  // namespace ritornello::catalog
