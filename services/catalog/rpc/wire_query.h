// Searches between the wire (v1::) and the model.
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ritornello/catalog/v1/search_service.pb.h"
#include "services/catalog/model/query.h"
#include "services/catalog/model/vocabulary.h"

namespace ritornello::catalog {

// Terms of one search, over all facets.
inline constexpr size_t kQueryTermCountMax = 20;

// Resolves synonyms. InvalidArgument naming the field for an unknown term
// (with near ones), too many terms, a malformed key, or a tempo range that is
// none.
absl::StatusOr<TrackQuery> FromWire(const v1::SearchTracksRequest& request,
                                    const Vocabulary& vocabulary);

v1::FacetCount ToWire(const FacetCount& count);

// Where a page ends, as the cursor of a page token, and back.
std::string CursorOf(const SearchRank& rank);
absl::StatusOr<std::optional<SearchRank>> RankFromCursor(
    absl::string_view cursor);

}  // namespace ritornello::catalog
