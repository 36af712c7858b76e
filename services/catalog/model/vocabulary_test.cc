#include "services/catalog/model/vocabulary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "absl/strings/str_cat.h"
#include "catalog_data/catalog_data.h"
#include "libs/status/status_matchers.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;

constexpr char kHeader[] = "facet,term,synonyms,broader\n";
constexpr char kSmall[] =
    "facet,term,synonyms,broader\n"
    "mood,Uplifting,happy;upbeat,Positive\n"
    "mood,Energetic,lively,Energetic\n"
    "mood,Aggressive,angry,Energetic\n"
    "instrument,Guitar,,\n"
    "instrument,Felt Piano,soft piano,Piano\n"
    "instrument,Piano,pianos,Keys\n"
    "genre,Chill,mellow,\n"
    "use,Chill,background,\n"
    "version,Stinger,sting;bumper,\n";

Vocabulary Small() { return Vocabulary::Parse(kSmall).value(); }

TEST(VocabularyTest, Resolve) {
  const Vocabulary vocabulary = Small();
  struct {
    Facet facet;
    const char* word;
    const char* want;  // nullptr: unknown
  } const cases[] = {
      {Facet::kMood, "Uplifting", "Uplifting"},
      {Facet::kMood, "uPLIFTING", "Uplifting"},
      {Facet::kMood, "happy", "Uplifting"},
      {Facet::kMood, "  Happy ", "Uplifting"},
      {Facet::kMood, "positive", "Positive"},  // only a broader term
      {Facet::kMood, "energetic", "Energetic"},
      {Facet::kInstrument, "soft piano", "Felt Piano"},
      {Facet::kInstrument, "keys", "Keys"},
      {Facet::kGenre, "mellow", "Chill"},
      {Facet::kUse, "chill", "Chill"},  // a word of two facets
      {Facet::kUse, "mellow", nullptr},
      {Facet::kMood, "mellow", nullptr},
      {Facet::kVersion, "STING", "Stinger"},
      {Facet::kMood, "", nullptr},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(absl::StrCat(FacetName(c.facet), " ", c.word));
    const auto got = vocabulary.Resolve(c.facet, c.word);
    if (c.want == nullptr) {
      EXPECT_THAT(got, FailsWith(absl::StatusCode::kNotFound, "no "));
    } else {
      ASSERT_THAT(got, IsOk());
      EXPECT_EQ(*got, c.want);
    }
  }
}

TEST(VocabularyTest, UnknownWordsComeWithNearOnes) {
  const Vocabulary vocabulary =
      Vocabulary::Parse(absl::StrCat(kHeader,
                                     "mood,Uplifting,happy;hippie,\n"
                                     "mood,Sad,,\n"
                                     "mood,Calming,,\n"
                                     "mood,Balming,,\n"
                                     "mood,Palming,,\n"
                                     "mood,Calmings,,\n"))
          .value();
  struct {
    const char* word;
    const char* want;
  } const cases[] = {
      {"hapy", "no mood \"hapy\"; did you mean Uplifting (happy)?"},
      {"upliftin", "no mood \"upliftin\"; did you mean Uplifting?"},
      // Two letters off is near, three is not.
      {"upliffing", "no mood \"upliffing\"; did you mean Uplifting?"},
      {"uplifted", "no mood \"uplifted\""},
      // One letter of three is nearly another word; of two, it is one.
      {"sat", "no mood \"sat\"; did you mean Sad?"},
      {"sa", "no mood \"sa\""},
      // The nearest three of four.
      {"calmin",
       "no mood \"calmin\"; did you mean Calming, Balming, Calmings?"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(vocabulary.Resolve(Facet::kMood, c.word).status().message(),
              c.want);
  }
}

TEST(VocabularyTest, NearOnesAreLeftOutWhenNotWanted) {
  EXPECT_EQ(Small().Resolve(Facet::kMood, "happy", WithNear::kNo),
            Small().Resolve(Facet::kMood, "happy"));
  EXPECT_EQ(
      Small().Resolve(Facet::kMood, "hapy", WithNear::kNo).status().message(),
      "no mood \"hapy\"");
}

TEST(VocabularyTest, AWordOfAnyLengthIsAnsweredShortly) {
  const auto status =
      Small().Resolve(Facet::kMood, std::string(1'000'000, 'x')).status();
  EXPECT_THAT(status, FailsWith(absl::StatusCode::kNotFound, "xxx"));
  EXPECT_LT(status.message().size(), 200u);
}

TEST(VocabularyTest, WithBroader) {
  const Vocabulary vocabulary = Small();
  EXPECT_THAT(vocabulary.WithBroader(Facet::kInstrument, "Felt Piano"),
              ElementsAre("Felt Piano", "Piano", "Keys"));
  EXPECT_THAT(vocabulary.WithBroader(Facet::kMood, "Energetic"),
              ElementsAre("Energetic"));
  EXPECT_THAT(vocabulary.WithBroader(Facet::kMood, "Aggressive"),
              ElementsAre("Aggressive", "Energetic"));
  EXPECT_THAT(vocabulary.WithBroader(Facet::kMood, "Positive"),
              ElementsAre("Positive"));
}

TEST(VocabularyTest, TermsThatAreBroaderThanEachOtherEnd) {
  const Vocabulary vocabulary =
      Vocabulary::Parse(absl::StrCat(kHeader, "mood,A,,B\nmood,B,,A\n"))
          .value();
  EXPECT_THAT(vocabulary.WithBroader(Facet::kMood, "A"), ElementsAre("A", "B"));
}

TEST(VocabularyTest, BadFilesAreRefusedAtTheirLine) {
  struct {
    std::string csv;
    const char* want;
  } const cases[] = {
      {"", "line 1: must be \"facet,term,synonyms,broader\""},
      {"facet,term\n", "line 1: must be"},
      {absl::StrCat(kHeader, "mood,A,,\ncolour,B,,\n"),
       "line 3: unknown facet \"colour\""},
      {absl::StrCat(kHeader, "mood,A,\n"), "line 2: must have 4 fields, got 3"},
      {absl::StrCat(kHeader, "mood,,a,\n"), "line 2: term is empty"},
      {absl::StrCat(kHeader, "mood,A,,\nmood,a,,\n"),
       "line 3: \"a\" is listed before"},
      {absl::StrCat(kHeader, "mood,A,x,\nmood,B,x,\n"),
       "line 3: \"x\" already means A"},
      {absl::StrCat(kHeader, "mood,A,b,\nmood,B,,\n"),
       "line 2: \"b\" already means B"},
      {absl::StrCat(kHeader, "mood,A,c,\nmood,B,,C\n"),
       "line 2: \"c\" already means C"},
  };
  for (const auto& c : cases) {
    EXPECT_THAT(Vocabulary::Parse(c.csv),
                FailsWith(absl::StatusCode::kInvalidArgument, c.want));
  }
  EXPECT_THAT(Vocabulary::Parse("facet,term,synonyms,broader\r\n"
                                "mood,A,a one,B\r\n\r\n"),
              IsOk());
}

// The file that programs carry. The words are those a filmmaker is promised.
TEST(VocabularyTest, OurOwnFile) {
  const auto vocabulary =
      Vocabulary::Parse(catalog_data::Files().front().content);
  ASSERT_THAT(vocabulary, IsOk());
  std::map<Facet, int> counts;
  for (const Term& term : vocabulary->terms()) ++counts[term.facet];
  const std::map<Facet, int> want = {{Facet::kMood, 62},
                                     {Facet::kInstrument, 84},
                                     {Facet::kUse, 67},
                                     {Facet::kGenre, 67},
                                     {Facet::kVersion, 13}};
  EXPECT_EQ(counts, want);
  struct {
    Facet facet;
    const char* word;
    const char* want;
  } const cases[] = {
      {Facet::kMood, "happy", "Uplifting"},
      {Facet::kMood, "Cinematic", "Cinematic"},
      {Facet::kMood, "anxious", "Anxious"},
      {Facet::kMood, "nostalgic", "Nostalgic"},
      {Facet::kMood, "driving", "Driving"},
      {Facet::kMood, "inspirational", "Inspiring"},
      {Facet::kInstrument, "Piano", "Piano"},
      {Facet::kInstrument, "synth", "Synths"},
      {Facet::kInstrument, "string quartet", "String Quartet"},
      {Facet::kInstrument, "Distorted Guitar", "Distorted Guitar"},
      {Facet::kInstrument, "strings", "Strings"},
      {Facet::kUse, "Travel Vlog", "Travel Vlog"},
      {Facet::kUse, "Corporate Presentation", "Corporate Presentation"},
      {Facet::kUse, "Drone Footage", "Drone Footage"},
      {Facet::kUse, "YouTube Intro", "YouTube Intro"},
      {Facet::kVersion, "instrumental", "Instrumental Mix"},
  };
  for (const auto& c : cases) {
    const auto got = vocabulary->Resolve(c.facet, c.word);
    ASSERT_THAT(got, IsOk());
    EXPECT_EQ(*got, c.want);
  }
}

}  // namespace
}  // namespace ritornello::catalog
