#include "services/catalog/rpc/search_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "libs/status/status_matchers.h"
#include "ritornello/catalog/v1/search_service.grpc.pb.h"
#include "services/catalog/domain/ingestion.h"
#include "services/catalog/rpc/testing/served_catalog.h"
#include "services/catalog/rpc/wire_query.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SearchServiceTest : public ::testing::Test {
 protected:
  SearchServiceTest() {
    served_.db().AddAccount("acme");
    served_.db().AddAccount("zenith");
    Ingestion ingestion(served_.db().pool(), served_.clock(), vocabulary_,
                        [] {});
    const auto add = [&](const char* account, Track track) {
      track.client_reference = track.title;
      track.versions = {{.uri = "file:///" + track.title}};
      const auto acks = ingestion.Ingest(account, {}, {{.track = track}});
      EXPECT_THAT(acks, IsOk());
    };
    add("acme", {.title = "Night Drive",
                 .artists = {"Ana"},
                 .moods = {"Uplifting"},
                 .uses = {"Corporate"},
                 .declared_tempo_bpm = 128,
                 .declared_key = "F:major"});
    add("acme", {.title = "Rain",
                 .moods = {"Uplifting", "Tense"},
                 .genres = {"Ambient"},
                 .declared_tempo_bpm = 90});
    add("acme", {.title = "Sun", .keywords = {"night"}});
    add("zenith", {.title = "Night"});
    std::vector<std::unique_ptr<server::BoundService>> services;
    services.push_back(MakeSearchService(served_.db().pool(), vocabulary_));
    served_.Serve(std::move(services));
  }

  using Edit = std::function<void(v1::SearchTracksRequest&)>;
  absl::StatusOr<v1::SearchTracksResponse> Search(
      const Edit& edit, const std::string& accounts = "*") {
    v1::SearchTracksRequest request;
    request.set_parent("accounts/acme");
    edit(request);
    return served_.Call(&v1::SearchService::Stub::SearchTracks, request,
                        accounts);
  }
  static std::vector<std::string> TitlesOf(
      const v1::SearchTracksResponse& response) {
    std::vector<std::string> titles;
    for (const v1::Track& track : response.tracks()) {
      titles.push_back(track.title());
    }
    return titles;
  }

  const Vocabulary vocabulary_ = Vocabulary::Parse(
                                     "facet,term,synonyms,broader\n"
                                     "mood,Uplifting,happy,Positive\n"
                                     "mood,Tense,,\n"
                                     "use,Corporate,,\n"
                                     "genre,Ambient,,\n")
                                     .value();
  testing::ServedCatalog served_;
};

TEST_F(SearchServiceTest, FindsByWhatTheRequestSays) {
  const struct {
    const char* what;
    Edit edit;
    std::vector<std::string> titles;
  } cases[] = {
      {"everything", [](auto&) {}, {"Night Drive", "Rain", "Sun"}},
      {"a synonym",
       [](auto& r) { r.add_moods("HAPPY"); },
       {"Night Drive", "Rain"}},
      {"a broader term",
       [](auto& r) { r.add_moods("positive"); },
       {"Night Drive", "Rain"}},
      {"two moods",
       [](auto& r) { r.add_moods("happy"), r.add_moods("tense"); },
       {"Rain"}},
      {"a use", [](auto& r) { r.add_uses("Corporate"); }, {"Night Drive"}},
      {"a genre", [](auto& r) { r.add_genres("ambient"); }, {"Rain"}},
      {"tempo",
       [](auto& r) {
         r.set_tempo_min_bpm(128);
         r.set_tempo_max_bpm(128);
       },
       {"Night Drive"}},
      {"a key as musicians write it",
       [](auto& r) { r.set_key("F major"); },
       {"Night Drive"}},
      {"text, the title first",
       [](auto& r) { r.set_text("Nig"); },
       {"Night Drive", "Sun"}},
      {"signs only",
       [](auto& r) { r.set_text("--"); },
       {"Night Drive", "Rain", "Sun"}},
      {"every account",
       [](auto& r) {
         r.set_parent("accounts/-");
         r.set_text("night");
       },
       {"Night Drive", "Night", "Sun"}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    const auto response = Search(c.edit);
    ASSERT_THAT(response, IsOk());
    EXPECT_EQ(TitlesOf(*response), c.titles);
    EXPECT_EQ(response->total_count(), static_cast<int64_t>(c.titles.size()));
  }
}

TEST_F(SearchServiceTest, PagesGoOnWhereTheyEnded) {
  std::vector<std::string> titles;
  std::string token;
  int page_count = 0;
  do {
    const auto page = Search([&](auto& r) {
      r.set_page_size(2);
      r.set_page_token(token);
    });
    ASSERT_THAT(page, IsOk());
    for (const std::string& title : TitlesOf(*page)) titles.push_back(title);
    EXPECT_EQ(page->total_count(), 3);
    EXPECT_EQ(page->facet_counts_size() > 0, page_count == 0);
    token = page->next_page_token();
    ++page_count;
  } while (!token.empty());
  EXPECT_THAT(titles, ElementsAre("Night Drive", "Rain", "Sun"));
  EXPECT_EQ(page_count, 2);
  // The token is of that search.
  const auto first = Search([](auto& r) { r.set_page_size(1); });
  EXPECT_THAT(Search([&](auto& r) {
                r.add_moods("happy");
                r.set_page_token(first->next_page_token());
              }),
              FailsWith(absl::StatusCode::kInvalidArgument, "page_token"));
}

TEST_F(SearchServiceTest, FacetsComeAsFilmmakersThink) {
  const auto response = Search([](auto& r) { r.add_moods("happy"); });
  ASSERT_THAT(response, IsOk());
  std::vector<std::string> counts;
  for (const v1::FacetCount& count : response->facet_counts()) {
    counts.push_back(absl::StrCat(v1::Facet_Name(count.facet()), " ",
                                  count.term(), " ", count.track_count()));
  }
  EXPECT_THAT(counts,
              ElementsAre("MOOD Positive 2", "MOOD Uplifting 2", "MOOD Tense 1",
                          "USE Corporate 1", "GENRE Ambient 1"));
}

TEST_F(SearchServiceTest, Refuses) {
  const struct {
    Edit edit;
    absl::StatusCode code;
    const char* text;
  } cases[] = {
      {[](auto& r) { r.set_parent("acme"); },
       absl::StatusCode::kInvalidArgument, "parent"},
      {[](auto& r) { r.set_parent("accounts/nobody"); },
       absl::StatusCode::kNotFound, "nobody"},
      {[](auto& r) { r.add_moods("happy"), r.add_moods("hapy"); },
       absl::StatusCode::kInvalidArgument, "moods[1]: no mood \"hapy\"; did"},
      {[](auto& r) { r.add_uses("happy"); }, absl::StatusCode::kInvalidArgument,
       "uses[0]"},
      {[](auto& r) {
         for (size_t i = 0; i <= kQueryTermCountMax; ++i) r.add_moods("happy");
       },
       absl::StatusCode::kInvalidArgument, "at most 20, got 21"},
      {[](auto& r) {
         std::string text;
         for (size_t i = 0; i <= kQueryTermCountMax; ++i) {
           absl::StrAppend(&text, "w", i, " ");
         }
         r.set_text(text);
       },
       absl::StatusCode::kInvalidArgument, "at most 20 words, has 21"},
      {[](auto& r) {
         r.set_tempo_min_bpm(100);
         r.set_tempo_max_bpm(99);
       },
       absl::StatusCode::kInvalidArgument, "tempo_min_bpm"},
      {[](auto& r) {
         r.set_tempo_max_bpm(std::numeric_limits<double>::quiet_NaN());
       },
       absl::StatusCode::kInvalidArgument, "tempo_max_bpm"},
      {[](auto& r) { r.set_key("H"); }, absl::StatusCode::kInvalidArgument,
       "key"},
      {[](auto& r) { r.set_page_size(-1); }, absl::StatusCode::kInvalidArgument,
       "page_size"},
      {[](auto& r) { r.set_page_token("x"); },
       absl::StatusCode::kInvalidArgument, "page_token"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    EXPECT_THAT(Search(c.edit), FailsWith(c.code, c.text));
  }
}

TEST_F(SearchServiceTest, TheLimitOfTermsHolds) {
  const auto response = Search([](auto& r) {
    for (size_t i = 0; i < kQueryTermCountMax; ++i) r.add_moods("happy");
    std::string text;
    for (size_t i = 0; i < kQueryTermCountMax; ++i) {
      absl::StrAppend(&text, "w", i, " ");
    }
    r.set_text(text);
  });
  ASSERT_THAT(response, IsOk());
  EXPECT_THAT(response->tracks(), IsEmpty());
}

TEST_F(SearchServiceTest, OnlyWhoMaySeeAllSearchesAll) {
  const auto all = [](auto& r) { r.set_parent("accounts/-"); };
  EXPECT_THAT(Search(all, "acme"), FailsWith(absl::StatusCode::kNotFound, ""));
  EXPECT_EQ(Search([](auto&) {}, "acme")->total_count(), 3);
}

TEST(SearchCursorTest, OnlyItsOwnIsRead) {
  const SearchRank rank{1, 87, {"acme", "night-drive-1f00"}};
  const auto read = RankFromCursor(CursorOf(rank));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ((*read)->has_title_match, 1);
  EXPECT_EQ((*read)->completeness, 87);
  EXPECT_EQ((*read)->key, rank.key);
  EXPECT_EQ(RankFromCursor("").value(), std::nullopt);
  for (const char* cursor :
       {"x", "1 2 acme", "x 2 acme a", "1 x acme a", "1 2 acme a b"}) {
    EXPECT_THAT(RankFromCursor(cursor),
                FailsWith(absl::StatusCode::kInvalidArgument, "page_token"))
        << cursor;
  }
}

}  // namespace
}  // namespace ritornello::catalog
