#include "services/catalog/rpc/library_service.h"

#include <string>
#include <vector>

#include "libs/rpc/page.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/library_service.pb.h"
#include "services/catalog/model/names.h"
#include "services/catalog/rpc/authorisation.h"
#include "services/catalog/rpc/request.h"
#include "services/catalog/rpc/wire_library.h"
#include "services/catalog/storage/library_store.h"

namespace ritornello::catalog {
namespace {

using server::Call;

constexpr int kPageSizeDefault = 50;
constexpr int kPageSizeMax = 500;

absl::StatusOr<v1::Library> GetLibrary(sql::Pool& pool,
                                       const v1::GetLibraryRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::string library_id,
                              ParseLibraryName("name", request.name()));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_ASSIGN_OR_RETURN(const Library library,
                              catalog::GetLibrary(*connection, library_id));
  return ToWire(library);
}

absl::StatusOr<v1::ListLibrariesResponse> ListLibraries(
    sql::Pool& pool, const v1::ListLibrariesRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(
      const rpc::Page page,
      rpc::Page::Of(request, kPageSizeDefault, kPageSizeMax));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_ASSIGN_OR_RETURN(
      std::vector<Library> libraries,
      catalog::ListLibraries(*connection, page.cursor(), page.row_count()));
  v1::ListLibrariesResponse response;
  response.set_next_page_token(
      page.Cut(libraries, [](const auto& last) { return last.id; }));
  for (const Library& library : libraries) {
    *response.add_libraries() = ToWire(library);
  }
  return response;
}

absl::StatusOr<v1::Library> UpdateLibrary(
    Libraries& libraries, Call& call, const v1::UpdateLibraryRequest& request) {
  absl::StatusOr<Library> library = FromWire(request.library());
  if (!library.ok()) return WithFieldPrefix(library.status(), "library");
  LibraryChange change{.library = *std::move(library),
                       .allow_missing = request.allow_missing()};
  change.mask.assign(request.update_mask().paths().begin(),
                     request.update_mask().paths().end());
  RITORNELLO_ASSIGN_OR_RETURN(
      change.expected_revision,
      RevisionFromEtag("library.etag", request.library().etag()));
  RITORNELLO_ASSIGN_OR_RETURN(
      const Library updated, libraries.Update(change, OnceOnly(call, request)));
  return ToWire(updated);
}

}  // namespace

std::unique_ptr<server::BoundService> MakeLibraryService(sql::Pool& pool,
                                                         Libraries& libraries) {
  auto service = std::make_unique<server::BoundService>(
      "ritornello.catalog.v1.LibraryService", Rules());
  service->Unary("GetLibrary", [&pool](Call&, const v1::GetLibraryRequest& r) {
    return GetLibrary(pool, r);
  });
  service->Unary("ListLibraries",
                 [&pool](Call&, const v1::ListLibrariesRequest& r) {
                   return ListLibraries(pool, r);
                 });
  service->Unary("UpdateLibrary",
                 [&libraries](Call& call, const v1::UpdateLibraryRequest& r) {
                   return UpdateLibrary(libraries, call, r);
                 });
  return service;
}

}  // namespace ritornello::catalog
