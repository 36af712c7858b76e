#include "services/catalog/rpc/outlet_service.h"

#include <utility>
#include <vector>

#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/outlet_service.pb.h"
#include "services/catalog/model/names.h"
#include "services/catalog/rpc/authorisation.h"
#include "services/catalog/rpc/request.h"
#include "services/catalog/rpc/wire_placement.h"
#include "services/catalog/rpc/wire_time.h"
#include "services/catalog/storage/outlet_store.h"
#include "services/catalog/storage/track_store.h"

namespace ritornello::catalog {
namespace {

using server::Call;

absl::StatusOr<v1::Outlet> CreateOutlet(
    Outlets& outlets, Call& call, const v1::CreateOutletRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const TrackKey track,
                              ParseTrackName("parent", request.parent()));
  absl::StatusOr<Outlet> outlet = FromWire(request.outlet());
  if (!outlet.ok()) return WithFieldPrefix(outlet.status(), "outlet");
  outlet->key = {track, request.outlet_id()};
  RITORNELLO_ASSIGN_OR_RETURN(
      const Outlet made,
      outlets.Create(*std::move(outlet), OnceOnly(call, request)));
  return ToWire(made);
}

absl::StatusOr<v1::ListOutletsResponse> ListOutlets(
    sql::Pool& pool, const v1::ListOutletsRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const TrackKey track,
                              ParseTrackName("parent", request.parent()));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_RETURN_IF_ERROR(
      GetTrack(*connection, track, WithReports::kNo).status());
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<Outlet> outlets,
                              OutletsOf(*connection, {track}));
  v1::ListOutletsResponse response;
  for (const Outlet& outlet : outlets) {
    *response.add_outlets() = ToWire(outlet);
  }
  return response;
}

absl::StatusOr<v1::Outlet> EndOutlet(Outlets& outlets, Call& call,
                                     const v1::EndOutletRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const OutletKey key,
                              ParseOutletName("name", request.name()));
  RITORNELLO_ASSIGN_OR_RETURN(const absl::CivilDay last_day,
                              DateFromWire("last_date", request.last_date()));
  RITORNELLO_ASSIGN_OR_RETURN(
      const Outlet ended, outlets.End(key, last_day, OnceOnly(call, request)));
  return ToWire(ended);
}

absl::StatusOr<v1::DeleteOutletResponse> DeleteOutlet(
    Outlets& outlets, Call& call, const v1::DeleteOutletRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const OutletKey key,
                              ParseOutletName("name", request.name()));
  RITORNELLO_RETURN_IF_ERROR(outlets.Delete(key, OnceOnly(call, request)));
  return v1::DeleteOutletResponse();
}

}  // namespace

std::unique_ptr<server::BoundService> MakeOutletService(sql::Pool& pool,
                                                        Outlets& outlets) {
  auto service = std::make_unique<server::BoundService>(
      "ritornello.catalog.v1.OutletService", Rules());
  service->Unary("CreateOutlet",
                 [&outlets](Call& call, const v1::CreateOutletRequest& r) {
                   return CreateOutlet(outlets, call, r);
                 });
  service->Unary("ListOutlets",
                 [&pool](Call&, const v1::ListOutletsRequest& r) {
                   return ListOutlets(pool, r);
                 });
  service->Unary("EndOutlet",
                 [&outlets](Call& call, const v1::EndOutletRequest& r) {
                   return EndOutlet(outlets, call, r);
                 });
  service->Unary("DeleteOutlet",
                 [&outlets](Call& call, const v1::DeleteOutletRequest& r) {
                   return DeleteOutlet(outlets, call, r);
                 });
  return service;
}

}  // namespace ritornello::catalog
