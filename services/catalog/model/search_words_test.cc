#include "services/catalog/model/search_words.h"

#include <gtest/gtest.h>

#include "absl/strings/str_join.h"
#include "services/catalog/model/search_terms.h"

namespace ritornello::catalog {
namespace {

TEST(SearchWordsTest, FoldsAndParts) {
  const struct {
    const char* text;
    const char* want;  // joined by |
  } cases[] = {
      {"", ""},
      {"Night Drive", "night|drive"},
      {"Café Motörhead", "cafe|motorhead"},
      {"Cafe\u0301 Mo\u0308torhead", "cafe|motorhead"},  // as macOS writes it
      {"Straße", "strasse"},
      {"Ționuț Ə", "tionut|Ə"},
      {"и\u0306од", "и\u0306од"},  // of no Latin letter
      {"Łódź ŒUVRE", "lodz|oeuvre"},
      {"Don't stop", "dont|stop"},
      {"Rock\xE2\x80\x99n\xE2\x80\x99Roll", "rocknroll"},
      {"lo-fi/chill_hop", "lo|fi|chill|hop"},
      {"drive, DRIVE; Drive", "drive"},
      {"4/4 at 120bpm", "4|at|120bpm"},
      {"夜想曲 op. 9", "夜想曲|op|9"},
      {"a\xFF"
       "b",
       "a|b"},
      {"cut \xC3", "cut"},
      {"… — “quoted”", "quoted"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(absl::StrJoin(SearchWords(c.text), "|"), c.want) << c.text;
  }
}

TEST(SearchWordsTest, LongWordsAreCutAtACharacter) {
  EXPECT_EQ(SearchWords(std::string(kSearchWordSizeMax, 'x'))[0].size(),
            kSearchWordSizeMax);
  const std::string long_word =
      std::string(kSearchWordSizeMax - 1, 'x') + "夜y";
  EXPECT_EQ(SearchWords(long_word)[0],
            std::string(kSearchWordSizeMax - 1, 'x'));
}

TEST(SearchTermsTest, HoldTermsBroaderTermsAndWords) {
  const Vocabulary vocabulary = Vocabulary::Parse(
                                    "facet,term,synonyms,broader\n"
                                    "mood,Uplifting,happy,Positive\n")
                                    .value();
  const Track track{.title = "Night Drive",
                    .artists = {"Ana"},
                    .moods = {"Uplifting"},
                    .keywords = {"road"}};
  EXPECT_EQ(SearchTermsOf(track, vocabulary),
            (std::vector<SearchTerm>{{"mood", "Positive"},
                                     {"mood", "Uplifting"},
                                     {"title", "drive"},
                                     {"title", "night"},
                                     {"word", "ana"},
                                     {"word", "drive"},
                                     {"word", "night"},
                                     {"word", "positive"},
                                     {"word", "road"},
                                     {"word", "uplifting"}}));
}

}  // namespace
}  // namespace ritornello::catalog
