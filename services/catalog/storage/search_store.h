// Rows that search reads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/sql/connection.h"
#include "libs/sql/transaction.h"
#include "services/catalog/model/names.h"
#include "services/catalog/model/query.h"
#include "services/catalog/model/search_terms.h"

namespace ritornello::catalog {

// What each track is found by, in place of what it was found by.
absl::Status ReplaceSearchTerms(
    sql::Transaction& transaction,
    std::span<const std::pair<TrackKey, std::vector<SearchTerm>>> terms);

// The first `count_max` tracks behind `after`, the best first.
absl::StatusOr<std::vector<SearchRank>> FindTracks(
    sql::Connection& connection, const TrackQuery& query,
    const std::optional<SearchRank>& after, size_t count_max);

// How many tracks there are, on all pages.
absl::StatusOr<int64_t> CountTracks(sql::Connection& connection,
                                    const TrackQuery& query);

// For each mood, instrument, use and genre, broader ones included, how many of
// the tracks have it: by facet, the most frequent first.
absl::StatusOr<std::vector<FacetCount>> CountFacets(sql::Connection& connection,
                                                    const TrackQuery& query);

}  // namespace ritornello::catalog
