#include "services/catalog/storage/search_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/catalog/model/search_words.h"
#include "services/catalog/storage/testing/catalog_database.h"
#include "services/catalog/storage/track_store.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Vocabulary SmallVocabulary() {
  return Vocabulary::Parse(
             "facet,term,synonyms,broader\n"
             "mood,Uplifting,happy,Positive\n"
             "mood,Dreamy,,Positive\n"
             "mood,Tense,,\n"
             "instrument,Piano,,Keys\n"
             "instrument,Cello,,\n"
             "use,Travel Vlog,,\n"
             "use,Corporate,,\n"
             "genre,Ambient,,\n"
             "genre,Corporate,,\n")
      .value();
}

class SearchStoreTest : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  SearchStoreTest() {
    db_.AddAccount("acme");
    db_.AddAccount("zenith");
  }

  // Its title is its id when it has none.
  void Add(Track track) {
    if (track.title.empty()) track.title = track.key.track_id;
    track.client_reference = track.key.track_id;
    track.revision = 1;
    const auto status = sql::RunTransaction(db_.pool(), [&](sql::Transaction&
                                                                t) {
      EXPECT_THAT(InsertTracks(t, std::span(&track, 1)), IsOk());
      const std::pair terms = {track.key, SearchTermsOf(track, vocabulary_)};
      return ReplaceSearchTerms(t, std::span(&terms, 1));
    });
    ASSERT_THAT(status, IsOk());
    tracks_.push_back(std::move(track));
  }

  // "acme/a", … of all pages.
  std::vector<std::string> Find(const TrackQuery& query, size_t page_size) {
    std::vector<std::string> names;
    std::optional<SearchRank> after;
    while (true) {
      const auto page = FindTracks(db_.connection(), query, after, page_size);
      EXPECT_THAT(page, IsOk());
      if (!page.ok() || page->empty()) return names;
      for (const SearchRank& rank : *page) {
        names.push_back(
            absl::StrCat(rank.key.account_id, "/", rank.key.track_id));
      }
      after = page->back();
    }
  }

  const Vocabulary vocabulary_ = SmallVocabulary();
  std::vector<Track> tracks_;
  testing::CatalogDatabase db_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Both, SearchStoreTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(SearchStoreTest, AskedTheWayFilmmakersAsk) {
  Add({.key = {"acme", "a"},
       .title = "Night Drive",
       .artists = {"Zo\xC3\xA9"},
       .moods = {"Uplifting"},
       .uses = {"Corporate"},
       .declared_tempo_bpm = 128,
       .declared_key = "F:major",
       .completeness = 40});
  Add({.key = {"acme", "b"},
       .title = "Rain",
       .album = "Night Drives",
       .moods = {"Dreamy", "Tense"},
       .instruments = {"Piano"},
       .genres = {"Corporate"},
       .declared_tempo_bpm = 90.5,
       .completeness = 90});
  Add({.key = {"acme", "c"},
       .title = "Sun",
       .moods = {"Tense"},
       .keywords = {"overnight", "drive-in"},
       .completeness = 90});
  Add({.key = {"zenith", "a"}, .title = "Night Driver", .completeness = 10});
  using Names = std::vector<std::string>;
  const struct {
    const char* what;
    TrackQuery query;
    Names want;
  } cases[] = {
      {"everything, the more complete first",
       {.account_id = "acme"},
       {"acme/b", "acme/c", "acme/a"}},
      {"every account",
       {.account_id = "-"},
       {"acme/b", "acme/c", "acme/a", "zenith/a"}},
      {"no account", {.account_id = "nobody"}, {}},
      {"a term", {.account_id = "acme", .moods = {"Uplifting"}}, {"acme/a"}},
      {"a broader term",
       {.account_id = "acme", .moods = {"Positive"}},
       {"acme/b", "acme/a"}},
      {"all of several terms",
       {.account_id = "acme", .moods = {"Positive", "Tense"}},
       {"acme/b"}},
      {"a word of two facets, as a use",
       {.account_id = "acme", .uses = {"Corporate"}},
       {"acme/a"}},
      {"the same word, as a genre",
       {.account_id = "acme", .genres = {"Corporate"}},
       {"acme/b"}},
      {"terms of several facets",
       {.account_id = "acme", .moods = {"Tense"}, .instruments = {"Keys"}},
       {"acme/b"}},
      {"tempo at its lower end",
       {.account_id = "acme", .tempo_min_bpm = 128},
       {"acme/a"}},
      {"tempo at its upper end",
       {.account_id = "acme", .tempo_max_bpm = 90.5},
       {"acme/b"}},
      {"tempo between",
       {.account_id = "acme", .tempo_min_bpm = 91, .tempo_max_bpm = 127},
       {}},
      {"key", {.account_id = "acme", .key = "F:major"}, {"acme/a"}},
      {"a word; the title first",
       {.account_id = "acme", .words = {"night"}},
       {"acme/a", "acme/b"}},
      {"the beginning of a word",
       {.account_id = "acme", .words = {"night", "dri"}},
       {"acme/a", "acme/b"}},
      {"only the last word may be a beginning",
       {.account_id = "acme", .words = {"nigh", "drive"}},
       {}},
      {"not the middle of a word",
       {.account_id = "acme", .words = {"vernight"}},
       {}},
      {"a word of an artist",
       {.account_id = "acme", .words = {"zoe"}},
       {"acme/a"}},
      {"a word of a term",
       {.account_id = "acme", .words = {"piano"}},
       {"acme/b"}},
      {"words here and there",
       {.account_id = "acme", .words = {"rain", "dreamy"}},
       {"acme/b"}},
      {"words of every account",
       {.account_id = "-", .words = {"drive"}},
       {"acme/a", "zenith/a", "acme/b", "acme/c"}},
      {"words and terms",
       {.account_id = "acme", .moods = {"Tense"}, .words = {"drive"}},
       {"acme/b", "acme/c"}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    for (const size_t page_size : {1, 2, 100}) {
      EXPECT_EQ(Find(c.query, page_size), c.want) << page_size;
    }
    EXPECT_EQ(CountTracks(db_.connection(), c.query).value(),
              static_cast<int64_t>(c.want.size()));
  }
}

TEST_P(SearchStoreTest, FacetsCountTheTracksFound) {
  Add({.key = {"acme", "a"}, .moods = {"Uplifting"}, .uses = {"Corporate"}});
  Add({.key = {"acme", "b"}, .moods = {"Uplifting", "Dreamy"}});
  Add({.key = {"acme", "c"}, .moods = {"Tense"}});
  EXPECT_THAT(CountFacets(db_.connection(),
                          {.account_id = "acme", .moods = {"Positive"}})
                  .value(),
              ElementsAre(FacetCount{"mood", "Positive", 2},
                          FacetCount{"mood", "Uplifting", 2},
                          FacetCount{"mood", "Dreamy", 1},
                          FacetCount{"use", "Corporate", 1}));
  EXPECT_THAT(CountFacets(db_.connection(), {.account_id = "zenith"}).value(),
              IsEmpty());
}

TEST_P(SearchStoreTest, NewTermsTakeThePlaceOfTheOld) {
  Add({.key = {"acme", "a"}, .title = "Old"});
  Add({.key = {"acme", "b"}, .title = "Old"});
  const std::pair terms = {
      TrackKey{"acme", "a"},
      std::vector<SearchTerm>{{"word", "new"}, {"title", "new"}}};
  ASSERT_THAT(sql::RunTransaction(db_.pool(),
                                  [&](sql::Transaction& t) {
                                    return ReplaceSearchTerms(
                                        t, std::span(&terms, 1));
                                  }),
              IsOk());
  EXPECT_THAT(Find({.account_id = "acme", .words = {"old"}}, 9),
              ElementsAre("acme/b"));
  EXPECT_THAT(Find({.account_id = "acme", .words = {"new"}}, 9),
              ElementsAre("acme/a"));
}

// The same questions answered by looking at every track.
class Model {
 public:
  Model(const std::vector<Track>& tracks, const Vocabulary& vocabulary)
      : tracks_(tracks), vocabulary_(vocabulary) {}

  std::vector<std::string> Find(const TrackQuery& query) const {
    std::vector<std::tuple<bool, int64_t, std::string, std::string>> found;
    for (const Track& track : tracks_) {
      if (!Meets(track, query)) continue;
      const bool in_title = !query.words.empty() &&
                            HasWords(SearchWords(track.title), query.words);
      found.emplace_back(!in_title, -track.completeness, track.key.account_id,
                         track.key.track_id);
    }
    std::sort(found.begin(), found.end());
    std::vector<std::string> names;
    for (const auto& [title, completeness, account_id, id] : found) {
      names.push_back(absl::StrCat(account_id, "/", id));
    }
    return names;
  }

  std::vector<FacetCount> Facets(const TrackQuery& query) const {
    std::map<std::pair<std::string, std::string>, int64_t> counts;
    for (const Track& track : tracks_) {
      if (!Meets(track, query)) continue;
      for (const auto& [facet, items] : Lists(track)) {
        for (const std::string& term : Broadened(facet, *items)) {
          ++counts[{std::string(FacetName(facet)), term}];
        }
      }
    }
    std::vector<FacetCount> sorted;
    for (const auto& [key, count] : counts) {
      sorted.push_back({key.first, key.second, count});
    }
    std::sort(sorted.begin(), sorted.end(),
              [](const FacetCount& a, const FacetCount& b) {
                return std::tie(a.facet, b.track_count, a.term) <
                       std::tie(b.facet, a.track_count, b.term);
              });
    return sorted;
  }

 private:
  using Strings = std::vector<std::string>;

  static std::vector<std::pair<Facet, const Strings*>> Lists(
      const Track& track) {
    return {{Facet::kMood, &track.moods},
            {Facet::kInstrument, &track.instruments},
            {Facet::kUse, &track.uses},
            {Facet::kGenre, &track.genres}};
  }
  std::set<std::string> Broadened(Facet facet, const Strings& items) const {
    std::set<std::string> terms;
    for (const std::string& item : items) {
      const Strings all = vocabulary_.WithBroader(facet, item);
      terms.insert(all.begin(), all.end());
    }
    return terms;
  }
  bool HasTerms(Facet facet, const Strings& items,
                const Strings& wanted) const {
    const std::set<std::string> terms = Broadened(facet, items);
    return std::all_of(
        wanted.begin(), wanted.end(),
        [&](const std::string& term) { return terms.count(term) > 0; });
  }
  static bool HasWords(const Strings& words, const Strings& wanted) {
    for (size_t i = 0; i < wanted.size(); ++i) {
      const bool is_last = i + 1 == wanted.size();
      if (std::none_of(words.begin(), words.end(),
                       [&](const std::string& word) {
                         return is_last ? absl::StartsWith(word, wanted[i])
                                        : word == wanted[i];
                       })) {
        return false;
      }
    }
    return true;
  }
  bool Meets(const Track& track, const TrackQuery& query) const {
    if (query.account_id != kAllAccounts &&
        query.account_id != track.key.account_id) {
      return false;
    }
    if (query.tempo_min_bpm &&
        !(track.declared_tempo_bpm >= query.tempo_min_bpm)) {
      return false;
    }
    if (query.tempo_max_bpm &&
        (!track.declared_tempo_bpm ||
         *track.declared_tempo_bpm > *query.tempo_max_bpm)) {
      return false;
    }
    Strings words = SearchWords(absl::StrCat(track.title, " ", track.album));
    for (const auto& [facet, items] : Lists(track)) {
      for (const std::string& term : Broadened(facet, *items)) {
        for (const std::string& word : SearchWords(term)) words.push_back(word);
      }
    }
    return HasTerms(Facet::kMood, track.moods, query.moods) &&
           HasTerms(Facet::kInstrument, track.instruments, query.instruments) &&
           HasTerms(Facet::kUse, track.uses, query.uses) &&
           HasTerms(Facet::kGenre, track.genres, query.genres) &&
           (query.key.empty() || query.key == track.declared_key) &&
           HasWords(words, query.words);
  }

  const std::vector<Track>& tracks_;
  const Vocabulary& vocabulary_;
};

TEST_P(SearchStoreTest, AnswersAsLookingAtEveryTrackWould) {
  std::mt19937_64 random(20'260'102);
  const auto some = [&](std::vector<std::string> items) {
    std::erase_if(items, [&](const std::string&) { return random() % 3 != 0; });
    return items;
  };
  const std::vector<std::string> words = {"night", "drive", "driver", "rain",
                                          "day"};
  for (int i = 0; i < 120; ++i) {
    Track track{
        .key = {random() % 3 == 0 ? "zenith" : "acme", absl::StrCat("t", i)},
        .title = absl::StrCat(words[random() % words.size()], " ",
                              words[random() % words.size()]),
        .album = words[random() % words.size()],
        .moods = some({"Uplifting", "Dreamy", "Tense"}),
        .instruments = some({"Piano", "Cello"}),
        .uses = some({"Travel Vlog", "Corporate"}),
        .genres = some({"Ambient", "Corporate"}),
        .declared_key = random() % 2 == 0 ? "F:major" : "",
        .completeness = static_cast<int64_t>(random() % 4)};
    if (random() % 2 == 0) {
      track.declared_tempo_bpm = static_cast<double>(80 + random() % 4);
    }
    Add(std::move(track));
  }
  const Model model(tracks_, vocabulary_);
  int hit_count = 0;
  for (int i = 0; i < 150; ++i) {
    TrackQuery query{.account_id = random() % 2 == 0 ? "acme" : "-"};
    if (random() % 2 == 0) query.moods = some({"Positive", "Tense", "Dreamy"});
    if (random() % 3 == 0) query.instruments = some({"Keys", "Cello"});
    if (random() % 3 == 0) query.uses = some({"Corporate"});
    if (random() % 3 == 0) query.genres = some({"Corporate"});
    if (random() % 4 == 0) query.tempo_min_bpm = 80 + random() % 4;
    if (random() % 4 == 0) query.tempo_max_bpm = 80 + random() % 4;
    if (random() % 4 == 0) query.key = "F:major";
    if (random() % 2 == 0) query.words = some({"night", "drive", "d", "ra"});
    const std::vector<std::string> want = model.Find(query);
    SCOPED_TRACE(i);
    ASSERT_EQ(Find(query, 7), want);
    EXPECT_EQ(CountTracks(db_.connection(), query).value(),
              static_cast<int64_t>(want.size()));
    EXPECT_EQ(CountFacets(db_.connection(), query).value(),
              model.Facets(query));
    hit_count += want.empty() ? 0 : 1;
  }
  EXPECT_GT(hit_count, 75);  // or the questions were too hard to mean a thing
}

}  // namespace
}  // namespace ritornello::catalog
