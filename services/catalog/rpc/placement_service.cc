#include "services/catalog/rpc/placement_service.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/rpc/page.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/placement_service.pb.h"
#include "services/catalog/model/names.h"
#include "services/catalog/rpc/authorisation.h"
#include "services/catalog/rpc/list_scope.h"
#include "services/catalog/rpc/request.h"
#include "services/catalog/rpc/wire_placement.h"
#include "services/catalog/rpc/wire_time.h"
#include "services/catalog/storage/placement_store.h"

namespace ritornello::catalog {
namespace {

using server::Call;

constexpr int kPageSizeDefault = 50;
constexpr int kPageSizeMax = 500;

absl::StatusOr<Placement> PlacementOf(const v1::Placement& wire,
                                      absl::string_view track_field,
                                      const std::string& track) {
  RITORNELLO_ASSIGN_OR_RETURN(TrackKey key, ParseTrackName(track_field, track));
  absl::StatusOr<Placement> placement = FromWire(wire);
  if (!placement.ok()) return WithFieldPrefix(placement.status(), "placement");
  placement->key.track = std::move(key);
  return placement;
}

absl::StatusOr<v1::Placement> CreatePlacement(
    Placements& placements, Call& call,
    const v1::CreatePlacementRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(
      Placement placement,
      PlacementOf(request.placement(), "parent", request.parent()));
  RITORNELLO_ASSIGN_OR_RETURN(
      const Placement made,
      placements.Create(std::move(placement), OnceOnly(call, request)));
  return ToWire(made);
}

absl::StatusOr<v1::Placement> GetPlacement(
    sql::Pool& pool, const v1::GetPlacementRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const PlacementKey key,
                              ParsePlacementName("name", request.name()));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_ASSIGN_OR_RETURN(const Placement placement,
                              catalog::GetPlacement(*connection, key));
  return ToWire(placement);
}

// A cursor is "track/number": ids have no slash.
absl::Status SetCursor(const std::string& cursor, PlacementQuery& query) {
  if (cursor.empty()) return absl::OkStatus();
  const std::vector<std::string> parts = absl::StrSplit(cursor, '/');
  if (parts.size() != 2 || !absl::SimpleAtoi(parts[1], &query.after_number)) {
    return InvalidField("page_token", "is not one that this method gave out");
  }
  query.after_track_id = parts[0];
  return absl::OkStatus();
}

absl::StatusOr<v1::ListPlacementsResponse> ListPlacements(
    sql::Pool& pool, const v1::ListPlacementsRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(
      const rpc::Page page,
      rpc::Page::Of(request, kPageSizeDefault, kPageSizeMax));
  RITORNELLO_ASSIGN_OR_RETURN(
      const ListScope scope,
      ParseListScope(request.parent(), request.library()));
  PlacementQuery query{.account_id = scope.account_id,
                       .track_id = scope.track_id,
                       .library_id = scope.library_id,
                       .count_max = page.row_count()};
  RITORNELLO_RETURN_IF_ERROR(SetCursor(page.cursor(), query));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_RETURN_IF_ERROR(RequireExists(*connection, scope));
  RITORNELLO_ASSIGN_OR_RETURN(std::vector<Placement> list,
                              catalog::ListPlacements(*connection, query));
  v1::ListPlacementsResponse response;
  response.set_next_page_token(page.Cut(list, [](const Placement& last) {
    return absl::StrCat(last.key.track.track_id, "/", last.key.number);
  }));
  for (const Placement& placement : list) {
    *response.add_placements() = ToWire(placement);
  }
  return response;
}

absl::StatusOr<v1::Placement> EndPlacement(
    Placements& placements, Call& call,
    const v1::EndPlacementRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const PlacementKey key,
                              ParsePlacementName("name", request.name()));
  RITORNELLO_ASSIGN_OR_RETURN(const absl::CivilDay last_day,
                              DateFromWire("last_date", request.last_date()));
  RITORNELLO_ASSIGN_OR_RETURN(
      const Placement ended,
      placements.End(key, last_day, OnceOnly(call, request)));
  return ToWire(ended);
}

absl::StatusOr<v1::CheckAvailabilityResponse> CheckAvailability(
    Placements& placements, const v1::CheckAvailabilityRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(
      Placement placement,
      PlacementOf(request.placement(), "track", request.track()));
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<Conflict> conflicts,
                              placements.Check(std::move(placement)));
  v1::CheckAvailabilityResponse response;
  for (const Conflict& conflict : conflicts) {
    *response.add_conflicts() = ToWire(conflict);
  }
  return response;
}

}  // namespace

std::unique_ptr<server::BoundService> MakePlacementService(
    sql::Pool& pool, Placements& placements) {
  auto service = std::make_unique<server::BoundService>(
      "ritornello.catalog.v1.PlacementService", Rules());
  service->Unary(
      "CreatePlacement",
      [&placements](Call& call, const v1::CreatePlacementRequest& r) {
        return CreatePlacement(placements, call, r);
      });
  service->Unary("GetPlacement",
                 [&pool](Call&, const v1::GetPlacementRequest& r) {
                   return GetPlacement(pool, r);
                 });
  service->Unary("ListPlacements",
                 [&pool](Call&, const v1::ListPlacementsRequest& r) {
                   return ListPlacements(pool, r);
                 });
  service->Unary("EndPlacement",
                 [&placements](Call& call, const v1::EndPlacementRequest& r) {
                   return EndPlacement(placements, call, r);
                 });
  service->Unary("CheckAvailability",
                 [&placements](Call&, const v1::CheckAvailabilityRequest& r) {
                   return CheckAvailability(placements, r);
                 });
  return service;
}

}  // namespace ritornello::catalog
