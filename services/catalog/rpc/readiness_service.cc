#include "services/catalog/rpc/readiness_service.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/rpc/page.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/readiness_service.pb.h"
#include "services/catalog/model/names.h"
#include "services/catalog/rpc/authorisation.h"
#include "services/catalog/rpc/list_scope.h"
#include "services/catalog/rpc/wire_readiness.h"
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

absl::StatusOr<v1::ListReadinessResponse> ListReadiness(
    sql::Pool& pool, const v1::ListReadinessRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(
      const rpc::Page page,
      rpc::Page::Of(request, kPageSizeDefault, kPageSizeMax));
  RITORNELLO_ASSIGN_OR_RETURN(
      const ListScope scope,
      ParseListScope(request.parent(), request.library()));
  ReadinessQuery query{.account_id = scope.account_id,
                       .track_id = scope.track_id,
                       .library_id = scope.library_id,
                       .count_max = page.row_count()};
  RITORNELLO_RETURN_IF_ERROR(SetCursor(page.cursor(), query));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_RETURN_IF_ERROR(RequireExists(*connection, scope));
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
