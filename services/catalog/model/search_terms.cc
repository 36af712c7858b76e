#include "services/catalog/model/search_terms.h"

#include <set>

#include "services/catalog/model/search_words.h"

namespace ritornello::catalog {
namespace {

void AddWords(absl::string_view text, absl::string_view facet,
              std::set<SearchTerm>& terms) {
  for (std::string& word : SearchWords(text)) {
    terms.insert({std::string(facet), std::move(word)});
  }
}

void AddFacet(Facet facet, const std::vector<std::string>& items,
              const Vocabulary& vocabulary, std::set<SearchTerm>& terms) {
  for (const std::string& item : items) {
    for (const std::string& term : vocabulary.WithBroader(facet, item)) {
      terms.insert({std::string(FacetName(facet)), term});
      AddWords(term, kWordFacet, terms);
    }
  }
}

}  // namespace

std::vector<SearchTerm> SearchTermsOf(const Track& track,
                                      const Vocabulary& vocabulary) {
  std::set<SearchTerm> terms;
  AddFacet(Facet::kMood, track.moods, vocabulary, terms);
  AddFacet(Facet::kInstrument, track.instruments, vocabulary, terms);
  AddFacet(Facet::kUse, track.uses, vocabulary, terms);
  AddFacet(Facet::kGenre, track.genres, vocabulary, terms);
  AddWords(track.title, kTitleFacet, terms);
  AddWords(track.title, kWordFacet, terms);
  AddWords(track.album, kWordFacet, terms);
  for (const auto* list : {&track.artists, &track.keywords}) {
    for (const std::string& item : *list) AddWords(item, kWordFacet, terms);
  }
  return {terms.begin(), terms.end()};
}

}  // namespace ritornello::catalog
