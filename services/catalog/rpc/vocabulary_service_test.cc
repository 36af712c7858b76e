#include "services/catalog/rpc/vocabulary_service.h"

#include <gtest/gtest.h>

#include "libs/status/status_matchers.h"
#include "ritornello/catalog/v1/vocabulary_service.grpc.pb.h"
#include "services/catalog/rpc/testing/served_catalog.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::IsOk;

TEST(VocabularyServiceTest, ListsTheTermsOfAFacetOrOfAll) {
  const Vocabulary vocabulary =
      Vocabulary::Parse(
          "facet,term,synonyms,broader\n"
          "mood,Uplifting,happy;upbeat,Positive\n"
          "instrument,Piano,,\nuse,Travel Vlog,,\ngenre,Lo-Fi,,\n"
          "version,Stinger,,\nmood,Calm,,\n")
          .value();
  testing::ServedCatalog served;
  std::vector<std::unique_ptr<server::BoundService>> services;
  services.push_back(MakeVocabularyService(vocabulary));
  served.Serve(std::move(services));
  struct {
    v1::Facet facet;
    std::vector<std::string> want;
  } const cases[] = {
      {v1::FACET_UNSPECIFIED,
       {"Uplifting", "Piano", "Travel Vlog", "Lo-Fi", "Stinger", "Calm"}},
      {v1::MOOD, {"Uplifting", "Calm"}},
      {v1::INSTRUMENT, {"Piano"}},
      {v1::USE, {"Travel Vlog"}},
      {v1::GENRE, {"Lo-Fi"}},
      {v1::VERSION, {"Stinger"}},
      {v1::KEYWORD, {}},
  };
  for (const auto& c : cases) {
    v1::ListTermsRequest request;
    request.set_facet(c.facet);
    const auto response =
        served.Call(&v1::VocabularyService::Stub::ListTerms, request);
    ASSERT_THAT(response, IsOk());
    std::vector<std::string> terms;
    for (const v1::Term& term : response->terms()) {
      terms.push_back(term.term());
      if (c.facet != v1::FACET_UNSPECIFIED) {
        EXPECT_EQ(term.facet(), c.facet);
      }
      if (term.term() == "Uplifting") {
        EXPECT_EQ(term.broader(), "Positive");
        ASSERT_EQ(term.synonyms_size(), 2);
        EXPECT_EQ(term.synonyms(1), "upbeat");
      }
    }
    EXPECT_EQ(terms, c.want);
  }
}

}  // namespace
}  // namespace ritornello::catalog
