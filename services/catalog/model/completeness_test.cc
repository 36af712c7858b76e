#include "services/catalog/model/completeness.h"

#include <gtest/gtest.h>

#include <functional>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace ritornello::catalog {
namespace {

using Addition = std::function<void(Track&)>;

Addition AddVersion(MixType mix_type) {
  return [mix_type](Track& track) {
    track.versions.push_back({.mix_type = mix_type});
  };
}

Addition AddTerm(std::vector<std::string> Track::*facet) {
  return [facet](Track& track) {
    std::vector<std::string>& terms = track.*facet;
    terms.push_back(absl::StrCat("Term ", terms.size()));
  };
}

// What can be added to a track, one by one.
const std::vector<Addition>& Additions() {
  static const std::vector<Addition> additions = {
      [](Track& track) { track.title = "Nocturne"; },
      [](Track& track) { track.album = "Nights"; },
      [](Track& track) { track.isrc = "GBAYE6800011"; },
      [](Track& track) { track.declared_tempo_bpm = 84; },
      [](Track& track) { track.declared_key = "Eb:major"; },
      AddTerm(&Track::artists),
      AddTerm(&Track::moods),
      AddTerm(&Track::instruments),
      AddTerm(&Track::uses),
      AddTerm(&Track::genres),
      AddTerm(&Track::keywords),
      AddVersion(MixType::kFullMix),
      AddVersion(MixType::kInstrumental),
      AddVersion(MixType::kNoMelody),
      AddVersion(MixType::kStinger),
      AddVersion(MixType::kLoop),
      AddVersion(MixType::kCutdown),
      AddVersion(MixType::kStem),
  };
  return additions;
}

TEST(CompletenessTest, EachPartHasItsPoints) {
  const struct {
    const char* part;
    Track track;
    int64_t points;
  } cases[] = {
      {"nothing", {}, 0},
      {"title", {.title = "Nocturne"}, 5},
      {"artist", {.artists = {"Ana"}}, 5},
      {"two artists", {.artists = {"Ana", "Ben"}}, 5},
      {"full mix", {.versions = {{.mix_type = MixType::kFullMix}}}, 15},
      {"instrumental",
       {.versions = {{.mix_type = MixType::kInstrumental}}},
       10},
      {"no melody", {.versions = {{.mix_type = MixType::kNoMelody}}}, 5},
      {"stinger", {.versions = {{.mix_type = MixType::kStinger}}}, 5},
      {"loop", {.versions = {{.mix_type = MixType::kLoop}}}, 5},
      {"stinger and loop",
       {.versions = {{.mix_type = MixType::kStinger},
                     {.mix_type = MixType::kLoop}}},
       5},
      {"cutdown", {.versions = {{.mix_type = MixType::kCutdown}}}, 0},
      {"stem", {.versions = {{.mix_type = MixType::kStem}}}, 0},
      {"one mood", {.moods = {"Uplifting"}}, 8},
      {"two moods", {.moods = {"Uplifting", "Dreamy"}}, 15},
      {"three moods", {.moods = {"Uplifting", "Dreamy", "Tense"}}, 15},
      {"use", {.uses = {"Travel Vlog"}}, 15},
      {"instrument", {.instruments = {"Piano"}}, 10},
      {"genre", {.genres = {"Ambient"}}, 5},
      {"tempo", {.declared_tempo_bpm = 84}, 5},
      {"key", {.declared_key = "Eb:major"}, 3},
      {"isrc", {.isrc = "GBAYE6800011"}, 2},
      {"album and keywords", {.album = "Nights", .keywords = {"rain"}}, 0},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(Completeness(c.track), c.points) << c.part;
  }
}

TEST(CompletenessTest, ATrackWithEverythingHasAHundred) {
  Track track;
  for (int round = 0; round < 2; ++round) {
    for (const Addition& add : Additions()) add(track);
  }
  EXPECT_EQ(Completeness(track), 100);
}

// The property that matters to who describes tracks: more is never worse.
TEST(CompletenessTest, AddingAnythingNeverLowersIt) {
  std::mt19937_64 random(20'260'101);
  for (int round = 0; round < 1'000; ++round) {
    Track track;
    int64_t before = 0;
    for (int step = 0; step < 40; ++step) {
      Additions()[random() % Additions().size()](track);
      const int64_t after = Completeness(track);
      ASSERT_GE(after, before) << "round " << round << " step " << step;
      ASSERT_LE(after, 100);
      before = after;
    }
  }
}

// Who does what is advised, and nothing else, is through after the last line,
// and has gained each time what was said.
TEST(CompletenessTest, TheNextFixBringsWhatItSaysAndTheMostFirst) {
  const struct {
    const char* fix;
    int64_t points;
    Addition add;
  } steps[] = {
      {"add a full mix (+15)", 15, AddVersion(MixType::kFullMix)},
      {"name a use (+15)", 15, AddTerm(&Track::uses)},
      {"add an instrumental (+10)", 10, AddVersion(MixType::kInstrumental)},
      {"name an instrument (+10)", 10, AddTerm(&Track::instruments)},
      {"name a mood (+8)", 8, AddTerm(&Track::moods)},
      {"name a second mood (+7)", 7, AddTerm(&Track::moods)},
      {"add a no-melody mix (+5)", 5, AddVersion(MixType::kNoMelody)},
      {"add a stinger or a loop (+5)", 5, AddVersion(MixType::kLoop)},
      {"give it a title (+5)", 5, [](Track& track) { track.title = "Air"; }},
      {"name an artist (+5)", 5, AddTerm(&Track::artists)},
      {"name a genre (+5)", 5, AddTerm(&Track::genres)},
      {"say its tempo (+5)", 5,
       [](Track& track) { track.declared_tempo_bpm = 84; }},
      {"say its key (+3)", 3,
       [](Track& track) { track.declared_key = "Eb:major"; }},
      {"give its ISRC (+2)", 2,
       [](Track& track) { track.isrc = "GBAYE6800011"; }},
      {"", 0, [](Track&) {}},
  };
  Track track;
  for (const auto& step : steps) {
    EXPECT_EQ(NextFix(track), step.fix);
    const int64_t before = Completeness(track);
    step.add(track);
    EXPECT_EQ(Completeness(track) - before, step.points) << step.fix;
  }
}

}  // namespace
}  // namespace ritornello::catalog
