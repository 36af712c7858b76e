// What a track is found by.
#pragma once

#include <string>
#include <vector>

#include "services/catalog/model/track.h"
#include "services/catalog/model/vocabulary.h"

namespace ritornello::catalog {

// Under the name of a facet, a term; under kWordFacet, a word of anything that
// is said of the track; under kTitleFacet, a word of its title.
struct SearchTerm {
  std::string facet;
  std::string term;
  friend auto operator<=>(const SearchTerm&, const SearchTerm&) = default;
};
inline constexpr absl::string_view kWordFacet = "word";
inline constexpr absl::string_view kTitleFacet = "title";

// The track's terms and all that is broader, and the words of title, artists,
// album, keywords and terms: sorted, each once.
std::vector<SearchTerm> SearchTermsOf(const Track& track,
                                      const Vocabulary& vocabulary);

}  // namespace ritornello::catalog
