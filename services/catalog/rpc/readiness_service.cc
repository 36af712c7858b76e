#include "services/catalog/rpc/readiness_service.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/rpc/page.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/readiness_service.pb.h"
#include "services/catalog/model/names.h"
#include "services/catalog/rpc/authorisation.h"
#include "services/catalog/rpc/wire_readiness.h"
#include "services/catalog/storage/account_store.h"
#include "services/catalog/storage/library_store.h"
#include "services/catalog/storage/readiness_store.h"
#include "services/catalog/storage/track_store.h"

namespace ritornello::catalog {
namespace {

using server::Call;

constexpr int kPageSizeDefault = 100;
constexpr int kPageSizeMax = 1'000;

absl::StatusOr<v1::Readiness> GetReadiness(
    sql::Pool& pool, const v1::GetReadinessRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const ReadinessKey key,
                              ParseReadinessName("name", request.name()));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_ASSIGN_OR_RETURN(const std::optional<Readiness> readiness,
                              catalog::GetReadiness(*connection, key));
  if (readiness.has_value()) return ToWire(*readiness);
  RITORNELLO_ASSIGN_OR_RETURN(
      const Track track, GetTrack(*connection, key.track, WithReports::kNo));
  RITORNELLO_RETURN_IF_ERROR(GetLibrary(*connection, key.library_id).status());
  return ToWire(NotYetAssessed(key, track.title));
}

// "accounts/acme" or "accounts/acme/tracks/nocturne".
absl::Status SetParent(const std::string& parent, ReadinessQuery& query) {
  if (!absl::StrContains(parent, "/tracks/")) {
    RITORNELLO_ASSIGN_OR_RETURN(query.account_id,
                                ParseAccountName("parent", parent));
    return absl::OkStatus();
  }
  RITORNELLO_ASSIGN_OR_RETURN(TrackKey track, ParseTrackName("parent", parent));
  query.account_id = std::move(track.account_id);
  query.track_id = std::move(track.track_id);
  return absl::OkStatus();
}

// A cursor is "track/library": ids have no slash.
std::string CursorOf(const ReadinessKey& key) {
  return absl::StrCat(key.track.track_id, "/", key.library_id);
}

absl::Status SetCursor(const std::string& cursor, ReadinessQuery& query) {
  if (cursor.empty()) return absl::OkStatus();
  const std::vector<std::string> ids = absl::StrSplit(cursor, '/');
  if (ids.size() != 2) {
    return InvalidField("page_token", "is not one that this method gave out");
  }
  query.after_track_id = ids[0];
  query.after_library_id = ids[1];
  return absl::OkStatus();
}

absl::StatusOr<ReadinessQuery> QueryOf(const v1::ListReadinessRequest& request,
                                       const rpc::Page& page) {
  ReadinessQuery query;
  RITORNELLO_RETURN_IF_ERROR(SetParent(request.parent(), query));
  if (!request.library().empty()) {
    RITORNELLO_ASSIGN_OR_RETURN(query.library_id,
                                ParseLibraryName("library", request.library()));
  }
  RITORNELLO_RETURN_IF_ERROR(SetCursor(page.cursor(), query));
  query.count_max = page.row_count();
  return query;
}

// NotFound unless all that `query` names exists.
absl::Status RequireNamed(sql::Connection& connection,
                          const ReadinessQuery& query) {
  if (query.track_id.has_value()) {
    RITORNELLO_RETURN_IF_ERROR(GetTrack(connection,
                                        {query.account_id, *query.track_id},
                                        WithReports::kNo)
                                   .status());
  } else {
    RITORNELLO_RETURN_IF_ERROR(
        GetAccount(connection, query.account_id).status());
  }
  if (!query.library_id.has_value()) return absl::OkStatus();
  return GetLibrary(connection, *query.library_id).status();
}

absl::StatusOr<v1::ListReadinessResponse> ListReadiness(
    sql::Pool& pool, const v1::ListReadinessRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(
      const rpc::Page page,
      rpc::Page::Of(request, kPageSizeDefault, kPageSizeMax));
  RITORNELLO_ASSIGN_OR_RETURN(const ReadinessQuery query,
                              QueryOf(request, page));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_RETURN_IF_ERROR(RequireNamed(*connection, query));
  RITORNELLO_ASSIGN_OR_RETURN(std::vector<Readiness> list,
                              catalog::ListReadiness(*connection, query));
  v1::ListReadinessResponse response;
  response.set_next_page_token(
      page.Cut(list, [](const auto& last) { return CursorOf(last.key); }));
  for (const Readiness& readiness : list) {
    *response.add_readiness() = ToWire(readiness);
  }
  return response;
}

}  // namespace

std::unique_ptr<server::BoundService> MakeReadinessService(sql::Pool& pool) {
  auto service = std::make_unique<server::BoundService>(
      "ritornello.catalog.v1.ReadinessService", Rules());
  service->Unary("GetReadiness",
                 [&pool](Call&, const v1::GetReadinessRequest& request) {
                   return GetReadiness(pool, request);
                 });
  service->Unary("ListReadiness",
                 [&pool](Call&, const v1::ListReadinessRequest& request) {
                   return ListReadiness(pool, request);
                 });
  return service;
}

}  // namespace ritornello::catalog
