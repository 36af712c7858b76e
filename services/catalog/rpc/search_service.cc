#include "services/catalog/rpc/search_service.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "libs/rpc/page.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/search_service.pb.h"
#include "services/catalog/rpc/authorisation.h"
#include "services/catalog/rpc/wire_query.h"
#include "services/catalog/rpc/wire_track.h"
#include "services/catalog/storage/account_store.h"
#include "services/catalog/storage/search_store.h"
#include "services/catalog/storage/track_store.h"

namespace ritornello::catalog {
namespace {

constexpr int kPageSizeDefault = 20;
constexpr int kPageSizeMax = 200;

// Filmmakers think of mood and use first, of genre last.
constexpr std::array<absl::string_view, 4> kFacetOrder = {"mood", "instrument",
                                                          "use", "genre"};

// Facets in order, within one as they come: the most frequent first.
void AddCounts(std::vector<FacetCount> counts,
               v1::SearchTracksResponse& response) {
  const auto place = [](const FacetCount& count) {
    return std::find(kFacetOrder.begin(), kFacetOrder.end(), count.facet);
  };
  std::stable_sort(counts.begin(), counts.end(),
                   [&](const FacetCount& a, const FacetCount& b) {
                     return place(a) < place(b);
                   });
  for (const FacetCount& count : counts) {
    *response.add_facet_counts() = ToWire(count);
  }
}

absl::Status AddTracks(sql::Connection& connection,
                       const std::vector<SearchRank>& ranks,
                       v1::SearchTracksResponse& response) {
  std::set<TrackKey> keys;
  for (const SearchRank& rank : ranks) keys.insert(rank.key);
  RITORNELLO_ASSIGN_OR_RETURN(const auto tracks,
                              GetTracks(connection, keys, WithReports::kNo));
  for (const SearchRank& rank : ranks) {
    const auto found = tracks.find(rank.key);
    // Gone since it was found.
    if (found == tracks.end()) continue;
    *response.add_tracks() = ToWire(found->second);
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::SearchTracksResponse> SearchTracks(
    sql::Pool& pool, const Vocabulary& vocabulary,
    const v1::SearchTracksRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const TrackQuery query,
                              FromWire(request, vocabulary));
  RITORNELLO_ASSIGN_OR_RETURN(
      const rpc::Page page,
      rpc::Page::Of(request, kPageSizeDefault, kPageSizeMax));
  RITORNELLO_ASSIGN_OR_RETURN(const std::optional<SearchRank> after,
                              RankFromCursor(page.cursor()));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  if (query.account_id != kAllAccounts) {
    RITORNELLO_RETURN_IF_ERROR(
        GetAccount(*connection, query.account_id).status());
  }
  RITORNELLO_ASSIGN_OR_RETURN(
      std::vector<SearchRank> ranks,
      FindTracks(*connection, query, after, page.row_count()));
  v1::SearchTracksResponse response;
  response.set_next_page_token(
      page.Cut(ranks, [](const auto& last) { return CursorOf(last); }));
  RITORNELLO_RETURN_IF_ERROR(AddTracks(*connection, ranks, response));
  RITORNELLO_ASSIGN_OR_RETURN(const int64_t total,
                              CountTracks(*connection, query));
  response.set_total_count(total);
  if (!after.has_value()) {
    RITORNELLO_ASSIGN_OR_RETURN(std::vector<FacetCount> counts,
                                CountFacets(*connection, query));
    AddCounts(std::move(counts), response);
  }
  return response;
}

}  // namespace

std::unique_ptr<server::BoundService> MakeSearchService(
    sql::Pool& pool, const Vocabulary& vocabulary) {
  auto service = std::make_unique<server::BoundService>(
      "ritornello.catalog.v1.SearchService", Rules());
  service->Unary("SearchTracks",
                 [&pool, &vocabulary](server::Call&,
                                      const v1::SearchTracksRequest& request) {
                   return SearchTracks(pool, vocabulary, request);
                 });
  return service;
}

}  // namespace ritornello::catalog
