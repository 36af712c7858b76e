#include "services/catalog/model/track.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "services/catalog/model/track_change.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;

Vocabulary SmallVocabulary() {
  return Vocabulary::Parse(
             "facet,term,synonyms,broader\n"
             "mood,Uplifting,happy;upbeat,Positive\n"
             "mood,Driving,,Energetic\n"
             "genre,Ambient,,\n")
      .value();
}

Track Nocturne() {
  return {.key = {"acme", ""},
          .client_reference = "ref-1",
          .title = "Nocturne",
          .versions = {{.uri = "file:///a.wav", .size_bytes = 1}}};
}

TEST(ParseKeyTest, UnderstandsWhatMusiciansWrite) {
  const struct {
    const char* text;
    const char* want;  // nullptr: refused
  } cases[] = {
      {"F:major", "F:major"},
      {"F major", "F:major"},
      {"f Major", "F:major"},
      {"F", "F:major"},
      {"Fm", "F:minor"},
      {"F#m", "F#:minor"},
      {"C# minor", "C#:minor"},
      {"Bb", "Bb:major"},
      {"bbm", "Bb:minor"},
      {"bb", "Bb:major"},
      {" Eb : minor ", "Eb:minor"},
      {"A:min", "A:minor"},
      {"G maj", "G:major"},
      {"", nullptr},
      {"H", nullptr},
      {"F:lydian", nullptr},
      {"Fmm", nullptr},
      {"F##", nullptr},
      {"8A", nullptr},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    const auto got = ParseKey(c.text);
    if (c.want == nullptr) {
      EXPECT_THAT(got, FailsWith(absl::StatusCode::kInvalidArgument,
                                 "must be like F:major"));
    } else {
      ASSERT_TRUE(got.ok()) << got.status();
      EXPECT_EQ(*got, c.want);
    }
  }
}

TEST(TrackIdTest, IsReadableAndAlwaysTheSame) {
  EXPECT_EQ(TrackId("acme", "ref-1", "Nocturne in E-flat!"),
            TrackId("acme", "ref-1", "Nocturne in E-flat!"));
  EXPECT_EQ(TrackId("acme", "ref-1", "Nocturne in E-flat!").substr(0, 19),
            "nocturne-in-e-flat-");
  EXPECT_NE(TrackId("acme", "ref-1", "N"), TrackId("acme", "ref-2", "N"));
  EXPECT_NE(TrackId("acme", "ref-1", "N"), TrackId("globex", "ref-1", "N"));
  for (const char* title : {"99 Problems", "夜想曲", "", "---", "É"}) {
    EXPECT_THAT(ValidateId("id", TrackId("acme", "r", title)), IsOk()) << title;
  }
  EXPECT_THAT(ValidateId("id", TrackId("acme", "r", std::string(500, 'x'))),
              IsOk());
}

TEST(NormalizeTest, BringsATrackIntoForm) {
  Track track = Nocturne();
  track.title = "  Nocturne ";
  track.isrc = "gb-aye-68-00011";
  track.declared_key = "fm";
  track.moods = {"HAPPY", "Uplifting", "driving"};
  track.artists = {"Ana", " ", "Ana"};
  ASSERT_THAT(Normalize(track, SmallVocabulary()), IsOk());
  EXPECT_EQ(track.title, "Nocturne");
  EXPECT_EQ(track.isrc, "GBAYE6800011");
  EXPECT_EQ(track.declared_key, "F:minor");
  EXPECT_EQ(track.moods, (std::vector<std::string>{"Uplifting", "Driving"}));
  EXPECT_EQ(track.artists, std::vector<std::string>{"Ana"});
}

TEST(NormalizeTest, NamesEveryFieldThatIsWrong) {
  const struct {
    const char* field;
    void (*spoil)(Track&);
  } cases[] = {
      {"client_reference", [](Track& t) { t.client_reference = " "; }},
      {"client_reference",
       [](Track& t) {
         t.client_reference = std::string(kClientReferenceSizeMax + 1, 'x');
       }},
      {"title", [](Track& t) { t.title = ""; }},
      {"title",
       [](Track& t) { t.title = std::string(kTitleSizeMax + 1, 'x'); }},
      {"isrc", [](Track& t) { t.isrc = "GBAYE680001"; }},
      {"declared_key", [](Track& t) { t.declared_key = "H"; }},
      {"declared_tempo_bpm", [](Track& t) { t.declared_tempo_bpm = 19.9; }},
      {"declared_tempo_bpm", [](Track& t) { t.declared_tempo_bpm = 400.1; }},
      {"declared_tempo_bpm",
       [](Track& t) {
         t.declared_tempo_bpm = std::numeric_limits<double>::quiet_NaN();
       }},
      {"moods[1]",
       [](Track& t) {
         t.moods = {"happy", "hapy"};
       }},
      {"genres[0]", [](Track& t) { t.genres = {"polka"}; }},
      {"keywords[0]",
       [](Track& t) { t.keywords = {std::string(kKeywordSizeMax + 1, 'x')}; }},
      {"versions[0].uri", [](Track& t) { t.versions[0].uri = ""; }},
      {"versions[0].uri",
       [](Track& t) { t.versions[0].uri = std::string(kUriSizeMax + 1, 'x'); }},
      {"album", [](Track& t) { t.album = std::string("a\0b", 3); }},
      {"versions[1].uri",
       [](Track& t) {
         t.versions.push_back(t.versions[0]);
         t.versions[1].mix_type = MixType::kLoop;
       }},
      {"versions",
       [](Track& t) { t.versions.push_back({.uri = "file:///b.wav"}); }},
      {"versions[0].declared_sha256",
       [](Track& t) { t.versions[0].declared_sha256 = "ABC"; }},
      {"versions[0].size_bytes",
       [](Track& t) { t.versions[0].size_bytes = -1; }},
  };
  for (const auto& c : cases) {
    Track track = Nocturne();
    c.spoil(track);
    const absl::Status status = Normalize(track, SmallVocabulary());
    ASSERT_FALSE(FieldViolationsOf(status).empty()) << c.field;
    EXPECT_EQ(FieldViolationsOf(status)[0].field, c.field);
  }
}

TEST(NormalizeTest, LimitsHoldAtTheLimit) {
  Track track = Nocturne();
  track.client_reference = std::string(kClientReferenceSizeMax, 'x');
  track.title = std::string(kTitleSizeMax, 'x');
  track.declared_tempo_bpm = kTempoMaxBpm;
  track.keywords = {std::string(kKeywordSizeMax, 'x')};
  track.versions[0].uri = std::string(kUriSizeMax, 'x');
  while (track.versions.size() < kVersionCountMax) {
    track.versions.push_back(
        {.mix_type = MixType::kStem,
         .uri = "file:///" + std::to_string(track.versions.size())});
  }
  EXPECT_THAT(Normalize(track, SmallVocabulary()), IsOk());
}

TEST(NormalizeTest, AListThatIsTooLongIsOneViolation) {
  const std::vector<std::string> many(5'000, "a mood that nobody knows");
  const struct {
    const char* field;
    std::function<void(Track&)> spoil;
  } cases[] = {
      {"moods", [&](Track& t) { t.moods = many; }},
      {"genres", [&](Track& t) { t.genres = many; }},
      {"artists", [&](Track& t) { t.artists = many; }},
      {"keywords", [&](Track& t) { t.keywords = many; }},
      {"versions", [&](Track& t) { t.versions.resize(5'000); }},
      {"uses[0]",
       [&](Track& t) { t.uses = {std::string(kTermSizeMax + 1, 'x')}; }},
  };
  for (const auto& c : cases) {
    Track track = Nocturne();
    c.spoil(track);
    const auto violations =
        FieldViolationsOf(Normalize(track, SmallVocabulary()));
    ASSERT_THAT(violations, ::testing::SizeIs(1)) << c.field;
    EXPECT_EQ(violations[0].field, c.field);
    EXPECT_THAT(violations[0].description, ::testing::HasSubstr("at most"));
  }
}

TEST(NormalizeTest, TheFirstHundredMistakesAreToldTheFirstTenWithNearWords) {
  Track track = Nocturne();
  for (auto* terms :
       {&track.moods, &track.instruments, &track.uses, &track.genres}) {
    terms->assign(kTermCountMax, "upliftin");
  }
  const auto violations =
      FieldViolationsOf(Normalize(track, SmallVocabulary()));
  ASSERT_THAT(violations, ::testing::SizeIs(kViolationCountMax));
  for (size_t i = 0; i < kTermCountMax; ++i) {
    EXPECT_EQ(violations[i].description,
              i < kNearViolationCountMax
                  ? "no mood \"upliftin\"; did you mean Uplifting?"
                  : "no mood \"upliftin\"");
  }
}

TEST(NormalizeTest, AMistakeOfAnyLengthIsAnsweredShortly) {
  Track track = Nocturne();
  track.isrc = std::string(1'000'000, 'x');
  track.declared_key = std::string(1'000'000, 'x');
  const absl::Status status = Normalize(track, SmallVocabulary());
  EXPECT_THAT(FieldViolationsOf(status), ::testing::SizeIs(2));
  EXPECT_LT(status.message().size(), 300u);
}

TEST(NormalizeTest, TermsHoldAtTheLimit) {
  Track track = Nocturne();
  track.moods.assign(kTermCountMax, "happy");
  EXPECT_THAT(Normalize(track, SmallVocabulary()), IsOk());
  track.moods.assign(kTermCountMax + 1, "happy");
  EXPECT_THAT(Normalize(track, SmallVocabulary()),
              FailsWith(absl::StatusCode::kInvalidArgument,
                        "moods: must number at most 50, got 51"));
}

const absl::Time kNow = absl::FromUnixSeconds(3'600);

TEST(PlanChangeTest, ANewTrackMeasuresAllItsVersions) {
  Track track = Nocturne();
  track.versions.push_back({.mix_type = MixType::kLoop, .uri = "file:///l"});
  const auto change = PlanChange(nullptr, track, kNow);
  ASSERT_TRUE(change.has_value());
  EXPECT_TRUE(change->is_new);
  EXPECT_EQ(change->changed_versions, (std::vector<int64_t>{1, 2}));
  EXPECT_EQ(change->track.revision, 1);
  EXPECT_EQ(change->track.create_time, kNow);
}

class ExistingTest : public ::testing::Test {
 protected:
  ExistingTest() {
    Track track = Nocturne();
    track.versions.push_back({.mix_type = MixType::kLoop, .uri = "file:///l"});
    existing_ = PlanChange(nullptr, track, kNow)->track;
    for (Version& version : existing_.versions) {
      version.analysis_state = AnalysisState::kAnalyzed;
      version.report_sha256 = "r";
    }
    wanted_ = track;
  }
  Track existing_, wanted_;
};

TEST_F(ExistingTest, TheSameChangesNothing) {
  EXPECT_FALSE(PlanChange(&existing_, wanted_, kNow).has_value());
}

TEST_F(ExistingTest, OnlyOtherAudioIsMeasuredAgain) {
  const struct {
    const char* name;
    void (*change)(Version&);
    bool measures;
  } cases[] = {
      {"size", [](Version& v) { v.size_bytes = 9; }, true},
      {"time", [](Version& v) { v.mtime_ns = 9; }, true},
      {"hash", [](Version& v) { v.declared_sha256 = std::string(64, 'a'); },
       true},
      {"mix", [](Version& v) { v.mix_type = MixType::kStem; }, false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    Track wanted = wanted_;
    c.change(wanted.versions[1]);
    const auto change = PlanChange(&existing_, wanted, kNow);
    ASSERT_TRUE(change.has_value());
    EXPECT_EQ(change->changed_versions,
              c.measures ? std::vector<int64_t>{2} : std::vector<int64_t>{});
    EXPECT_EQ(change->track.versions[1].analysis_state,
              c.measures ? AnalysisState::kPending : AnalysisState::kAnalyzed);
    EXPECT_EQ(change->track.versions[0].report_sha256, "r");
    EXPECT_EQ(change->track.revision, 2);
  }
}

TEST_F(ExistingTest, NumbersStayWithTheirFileAndAreNotReused) {
  Track wanted = wanted_;
  wanted.versions[0].uri = "file:///new.wav";  // the first file was renamed
  const auto change = PlanChange(&existing_, wanted, kNow);
  ASSERT_TRUE(change.has_value());
  ASSERT_EQ(change->track.versions.size(), 2u);
  EXPECT_EQ(change->track.versions[0].number, 2);
  EXPECT_EQ(change->track.versions[0].uri, "file:///l");
  EXPECT_EQ(change->track.versions[1].number, 3);
  EXPECT_EQ(change->changed_versions, std::vector<int64_t>{3});
}

TEST_F(ExistingTest, FillKeepsWhatIsThere) {
  existing_.title = "Edited";
  existing_.moods = {"Driving"};
  Track wanted = wanted_;
  wanted.title = "From tags";
  wanted.moods = {"Uplifting"};
  wanted.genres = {"Ambient"};
  const Track filled = FillFrom(existing_, wanted);
  EXPECT_EQ(filled.title, "Edited");
  EXPECT_EQ(filled.moods, std::vector<std::string>{"Driving"});
  EXPECT_EQ(filled.genres, std::vector<std::string>{"Ambient"});
}

}  // namespace
}  // namespace ritornello::catalog
