#include "services/catalog/model/submission_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace ritornello::catalog {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr absl::CivilDay kToday(2026, 11, 23);

// Five tracks that pass: alike, owned by the account itself, free everywhere.
class SubmissionCheckTest : public ::testing::Test {
 protected:
  SubmissionCheckTest() {
    facts.library = {.id = "artlist",
                     .exclusivity_scope = ExclusivityScope::kLicensing,
                     .submission_track_count_min = 5,
                     .submission_track_count_max = 10,
                     .pro_policy = ProPolicy::kAllowed};
    facts.parties = {
        {.key = {"acme", "ana"}, .display_name = "Ana Souza", .is_own = true},
        {.key = {"acme", "ben"}, .display_name = "Ben Ode"}};
    submission.key = {"acme", "spring"};
    submission.library_id = "artlist";
    submission.extent.first_day = kToday;
    for (int i = 0; i < 5; ++i) Add(absl::StrCat("t", i));
  }

  void Add(const std::string& id) {
    submission.tracks.push_back({.track_id = id});
    SubmittedTrackFacts added;
    added.track = {.key = {"acme", id},
                   .title = id,
                   .moods = {"Dark"},
                   .genres = {"Ambient"},
                   .versions = {{.number = 1,
                                 .mix_type = MixType::kFullMix,
                                 .report_sha256 = "sha-" + id}}};
    added.readiness.state = ReadinessState::kReady;
    for (const Right right : {Right::kMaster, Right::kSyncComposition}) {
      added.rights.sheets.push_back(
          {.right = right,
           .number = 1,
           .shares = {{"ana", ShareRole::kOwner, 1}}});
    }
    added.recording.tracks = {added.track.key};
    facts.tracks.push_back(added);
  }
  SubmittedTrackFacts& track(size_t i) { return facts.tracks[i]; }

  static std::vector<std::string> RulesOf(
      const std::vector<Problem>& problems) {
    std::vector<std::string> rules;
    for (const Problem& problem : problems) {
      rules.push_back(absl::StrCat(
          problem.rule,
          problem.severity == Severity::kFailure ? "" : " (no failure)"));
    }
    return rules;
  }
  SubmissionCheck Check() { return CheckSubmission(submission, facts); }
  // Those of the whole, then of each track: "t0: OUTLIER".
  std::vector<std::string> Rules() {
    const SubmissionCheck check = Check();
    std::vector<std::string> rules = RulesOf(check.problems);
    for (const TrackCheck& one : check.tracks) {
      for (const std::string& rule : RulesOf(one.problems)) {
        rules.push_back(absl::StrCat(one.track.track_id, ": ", rule));
      }
    }
    EXPECT_EQ(check.passes, std::all_of(rules.begin(), rules.end(),
                                        [](const std::string& rule) {
                                          return rule.ends_with("(no failure)");
                                        }));
    return rules;
  }

  Submission submission;
  SubmissionFacts facts;
};

TEST_F(SubmissionCheckTest, WhatHoldsEverythingPasses) {
  const SubmissionCheck check = Check();
  EXPECT_TRUE(check.passes);
  EXPECT_THAT(check.problems, IsEmpty());
  EXPECT_EQ(check.consistency, 100);
  ASSERT_EQ(check.tracks.size(), 5u);
  EXPECT_THAT(check.tracks[4],
              (TrackCheck{.track = {"acme", "t4"}, .track_title = "t4"}));
}

// The library's own numbers, at the limits.
TEST_F(SubmissionCheckTest, Sizes) {
  for (int count = 5; count <= 11; ++count) {
    if (count > 5) Add(absl::StrCat("t", count - 1));
    EXPECT_EQ(Rules(), count > 10 ? std::vector<std::string>{"TOO_MANY_TRACKS"}
                                  : std::vector<std::string>{})
        << count;
  }
  submission.tracks.resize(4);
  facts.tracks.resize(4);
  EXPECT_THAT(Rules(), ElementsAre("TOO_FEW_TRACKS"));
  // A library that says no most takes any number.
  facts.library.submission_track_count_min = 0;
  facts.library.submission_track_count_max = 0;
  EXPECT_THAT(Rules(), IsEmpty());
}

TEST_F(SubmissionCheckTest, WhatReadinessSaysIsRepeated) {
  track(0).readiness.state = ReadinessState::kNotReady;
  track(0).readiness.checks = {
      {.dimension = Dimension::kTechnical,
       .problems = {{.severity = Severity::kWarning, .rule = "LOUDNESS_EDGE"},
                    {.severity = Severity::kNotMeasured, .rule = "TEMPO"},
                    {.severity = Severity::kFailure,
                     .rule = "TRUE_PEAK",
                     .version_number = 3}}},
      {.dimension = Dimension::kRights,
       .problems = {
           {.severity = Severity::kFailure, .rule = "MASTER_SHARES_MISSING"}}}};
  track(1).readiness.state = ReadinessState::kPending;
  EXPECT_THAT(Rules(),
              ElementsAre("t0: TRUE_PEAK", "t0: MASTER_SHARES_MISSING",
                          "t0: TEMPO (no failure)", "t1: ASSESSMENT_PENDING"));
  EXPECT_EQ(Check().tracks[0].problems[0].version_number, 3);
}

TEST_F(SubmissionCheckTest, AvailabilityIsToldAndConflictsFail) {
  const Outlet spotify{.key = {{"acme", "t0"}, "spotify"},
                       .kind = OutletKind::kStreaming};
  const Placement at_titan{.key = {{"acme", "t0"}, 1}, .library_id = "titan"};
  Placement closed = at_titan;
  closed.key.number = 2;
  closed.state = PlacementState::kClosed;
  track(0).recording.outlets = {spotify};
  track(0).recording.placements = {at_titan, closed};
  EXPECT_THAT(Rules(), ElementsAre("t0: NOT_AVAILABLE"));
  EXPECT_THAT(Check().tracks[0].availability,
              ElementsAre("accounts/acme/tracks/t0/outlets/spotify",
                          "accounts/acme/tracks/t0/placements/1"));
  EXPECT_THAT(Check().tracks[0].problems[0].problem,
              HasSubstr("libraries/titan holds it"));
  facts.library.exclusivity_scope = ExclusivityScope::kUnspecified;
  EXPECT_THAT(Rules(), IsEmpty());
}

TEST_F(SubmissionCheckTest, OneRecordingUnderTwoNames) {
  track(0).recording.tracks.insert({"acme", "t3"});
  track(3).recording.tracks.insert({"acme", "t0"});
  EXPECT_THAT(Rules(), ElementsAre("t0: SAME_RECORDING", "t3: SAME_RECORDING"));
}

// Every share of master and composition is the account's own or signed for.
TEST_F(SubmissionCheckTest, EveryOwnerHasSigned) {
  track(2).rights.sheets[1].shares.push_back({"ben", ShareRole::kWriter, 1});
  EXPECT_THAT(Rules(), ElementsAre("t2: AGREEMENT_MISSING"));
  const Problem missing = Check().tracks[2].problems[0];
  EXPECT_THAT(missing.problem, HasSubstr("Ben Ode owns a share"));
  EXPECT_THAT(missing.next_step, HasSubstr("agreement create"));
  const struct {
    const char* what;
    Agreement agreement;
    bool is_enough;
  } cases[] = {
      {"all", {.key = {"acme", "x"}, .party_id = "ben"}, true},
      {"this track",
       {.key = {"acme", "x"}, .party_id = "ben", .track_ids = {"t2"}},
       true},
      {"another track",
       {.key = {"acme", "x"}, .party_id = "ben", .track_ids = {"t1"}},
       false},
      {"another party", {.key = {"acme", "x"}, .party_id = "cy"}, false},
      {"not for ever",
       {.key = {"acme", "x"},
        .party_id = "ben",
        .extent = {.last_day = absl::CivilDay(2030, 1, 1)}},
       false},
      {"not the world",
       {.key = {"acme", "x"},
        .party_id = "ben",
        .extent = {.territories = {"DE"}}},
       false},
  };
  for (const auto& c : cases) {
    facts.agreements = {c.agreement};
    EXPECT_EQ(Rules().empty(), c.is_enough) << c.what;
  }
  // The sheet of the day on which it would be placed is looked at.
  facts.agreements = {};
  track(2).rights.sheets[1].effective_date = kToday + 1;
  EXPECT_THAT(Rules(), IsEmpty());
}

TEST_F(SubmissionCheckTest, WhoOwnsAWorkOfTheTrackHasSignedToo) {
  track(2).rights.works = {{"nocturne",
                            1,
                            {{.right = Right::kSyncComposition,
                              .number = 1,
                              .shares = {{"ben", ShareRole::kPublisher, 1}}}}}};
  EXPECT_THAT(Rules(), ElementsAre("t2: AGREEMENT_MISSING"));
  facts.agreements = {{.key = {"acme", "x"}, .party_id = "ben"}};
  EXPECT_THAT(Rules(), IsEmpty());
}

TEST_F(SubmissionCheckTest, EverySampleIsCleared) {
  track(1).samples = {{.key = {{"acme", "t1"}, 1}, .source = "Amen, Brother"}};
  EXPECT_THAT(Rules(), ElementsAre("t1: SAMPLE_NOT_CLEARED"));
  track(1).samples[0].agreement_id = "winstons";
  facts.agreements = {{.key = {"acme", "winstons"},
                       .party_id = "winstons",
                       .extent = {.territories = {"US"}}}};
  EXPECT_THAT(Rules(), ElementsAre("t1: SAMPLE_NOT_CLEARED"));
  EXPECT_THAT(Check().tracks[1].problems[0].problem,
              HasSubstr("an agreement that does not hold"));
  facts.agreements[0].extent = {};
  EXPECT_THAT(Rules(), IsEmpty());
}

TEST_F(SubmissionCheckTest, SocietiesOfTheWriters) {
  const struct {
    ProPolicy policy;
    const char* pro;
    const char* rule;  // of every track; empty: none
  } cases[] = {{ProPolicy::kRequired, "", "PRO_MISSING"},
               {ProPolicy::kRequired, "PRS", ""},
               {ProPolicy::kAllowed, "", ""},
               {ProPolicy::kAllowed, "PRS", ""},
               {ProPolicy::kNotAllowed, "", ""},
               {ProPolicy::kNotAllowed, "PRS", "PRO_NOT_ALLOWED"}};
  for (const auto& c : cases) {
    facts.library.pro_policy = c.policy;
    facts.parties[0].pro = c.pro;
    const std::vector<std::string> rules = Rules();
    EXPECT_EQ(rules.size(), *c.rule == '\0' ? 0u : 5u) << c.rule;
    for (const std::string& rule : rules) EXPECT_THAT(rule, HasSubstr(c.rule));
  }
  // Where somebody is named as the writer, only the writers count: Ben has no
  // society and only owns.
  facts.library.pro_policy = ProPolicy::kRequired;
  facts.parties[0].pro = "PRS";
  facts.parties[1].is_own = true;
  track(0).rights.sheets[1].shares = {{"ana", ShareRole::kWriter, 1},
                                      {"ben", ShareRole::kPublisher, 1}};
  EXPECT_THAT(Rules(), IsEmpty());
}

TEST_F(SubmissionCheckTest, ReapplyingWithANewBatch) {
  const auto rejected = [&](size_t i, RejectionCategory category,
                            const std::string& audio) {
    return EarlierTrack{
        .submission_id = "winter",
        .track_id = absl::StrCat("t", i),
        .state = SubmissionState::kRejected,
        .decision = Decision{.outcome = DecisionOutcome::kRejected,
                             .category = category},
        .audio_sha256 = audio};
  };
  facts.earlier = {rejected(0, RejectionCategory::kSaturation, "")};
  EXPECT_THAT(Rules(), ElementsAre("REAPPLICATION_NOT_LINKED"));
  submission.reapplies_to = "autumn";  // not at this library
  EXPECT_THAT(Rules(), ElementsAre("REAPPLICATION_NOT_LINKED"));
  submission.reapplies_to = "winter";
  EXPECT_THAT(Rules(), IsEmpty());
  facts.earlier.push_back(rejected(1, RejectionCategory::kUniqueness, ""));
  EXPECT_THAT(Rules(), IsEmpty());  // two of five
  facts.earlier.push_back(rejected(2, RejectionCategory::kUniqueness, ""));
  EXPECT_THAT(Rules(), ElementsAre("SAME_BATCH"));

  // What was technical comes again only with other audio.
  facts.earlier = {
      rejected(3, RejectionCategory::kTechnical, AudioDigest(track(3).track))};
  EXPECT_THAT(Rules(), ElementsAre("t3: AUDIO_UNCHANGED"));
  track(3).track.versions[0].report_sha256 = "mended";
  EXPECT_THAT(Rules(), IsEmpty());
  // An answer that was yes, or is none, is no rejection.
  facts.earlier[0].decision = Decision{};
  facts.earlier.push_back({.submission_id = "winter", .track_id = "t1"});
  submission.reapplies_to.clear();
  EXPECT_THAT(Rules(), IsEmpty());
}

TEST_F(SubmissionCheckTest, ThePlantedOutlierIsNamed) {
  track(4).track.genres = {"Polka"};
  track(4).track.moods = {"Happy"};
  EXPECT_THAT(Rules(), ElementsAre("t4: OUTLIER"));
  track(4).track.moods = {"Happy", "Dark"};
  EXPECT_THAT(Rules(), IsEmpty());
}

TEST_F(SubmissionCheckTest, TracksWithLittleInCommonAreWarnedOf) {
  for (size_t i = 0; i < 5; ++i) {
    track(i).track.genres = {absl::StrCat("g", i), "Ambient"};
    track(i).track.moods = {absl::StrCat("m", i), absl::StrCat("n", i)};
    track(i).track.instruments = {absl::StrCat("i", i)};
    track(i).track.declared_tempo_bpm = 100.0 + static_cast<double>(i) * 40.0;
  }
  const auto rules = Rules();
  EXPECT_THAT(rules, ElementsAre("INCONSISTENT (no failure)"));
  EXPECT_TRUE(Check().passes);
}

TEST(AudioDigestTest, ChangesWithTheAudioAndNotWithTheOrder) {
  const Version full{.mix_type = MixType::kFullMix, .report_sha256 = "a"};
  const Version loop{.mix_type = MixType::kLoop, .report_sha256 = "b"};
  const std::string both = AudioDigest({.versions = {full, loop}});
  EXPECT_EQ(AudioDigest({.versions = {loop, full}}), both);
  EXPECT_EQ(both.size(), 64u);
  Version other = loop;
  other.report_sha256 = "c";
  EXPECT_NE(AudioDigest({.versions = {full, other}}), both);
  EXPECT_NE(AudioDigest({.versions = {full}}), both);
}

}  // namespace
}  // namespace ritornello::catalog
