#include "services/catalog/rpc/work_service.h"

#include <optional>
#include <string>
#include <vector>

#include "libs/rpc/page.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/work_service.pb.h"
#include "services/catalog/model/names.h"
#include "services/catalog/rpc/authorisation.h"
#include "services/catalog/rpc/request.h"
#include "services/catalog/rpc/wire_work.h"
#include "services/catalog/storage/account_store.h"
#include "services/catalog/storage/work_store.h"

namespace ritornello::catalog {
namespace {

using server::Call;

constexpr int kPageSizeDefault = 50;
constexpr int kPageSizeMax = 500;

absl::StatusOr<v1::Work> CreateWork(Works& works, Call& call,
                                    const v1::CreateWorkRequest& request) {
  Work work = FromWire(request.work());
  RITORNELLO_ASSIGN_OR_RETURN(work.key.account_id,
                              ParseAccountName("parent", request.parent()));
  work.key.work_id = request.work_id();
  RITORNELLO_ASSIGN_OR_RETURN(
      const Work made, works.Create(std::move(work), OnceOnly(call, request)));
  return ToWire(made);
}

absl::StatusOr<v1::Work> GetWork(sql::Pool& pool,
                                 const v1::GetWorkRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const WorkKey key,
                              ParseWorkName("name", request.name()));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_ASSIGN_OR_RETURN(const Work work,
                              catalog::GetWork(*connection, key));
  return ToWire(work);
}

absl::StatusOr<v1::ListWorksResponse> ListWorks(
    sql::Pool& pool, const v1::ListWorksRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::string account_id,
                              ParseAccountName("parent", request.parent()));
  RITORNELLO_ASSIGN_OR_RETURN(
      const rpc::Page page,
      rpc::Page::Of(request, kPageSizeDefault, kPageSizeMax));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_RETURN_IF_ERROR(GetAccount(*connection, account_id).status());
  RITORNELLO_ASSIGN_OR_RETURN(
      std::vector<Work> works,
      catalog::ListWorks(*connection, account_id, page.cursor(),
                         page.row_count()));
  v1::ListWorksResponse response;
  response.set_next_page_token(
      page.Cut(works, [](const auto& last) { return last.key.work_id; }));
  for (const Work& work : works) *response.add_works() = ToWire(work);
  return response;
}

absl::StatusOr<v1::Work> UpdateWork(Works& works, Call& call,
                                    const v1::UpdateWorkRequest& request) {
  Work work = FromWire(request.work());
  RITORNELLO_ASSIGN_OR_RETURN(
      work.key, ParseWorkName("work.name", request.work().name()));
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::optional<int64_t> revision,
      RevisionFromEtag("work.etag", request.work().etag()));
  const std::vector<std::string> mask(request.update_mask().paths().begin(),
                                      request.update_mask().paths().end());
  RITORNELLO_ASSIGN_OR_RETURN(
      const Work updated,
      works.Update(work, mask, revision, OnceOnly(call, request)));
  return ToWire(updated);
}

}  // namespace

std::unique_ptr<server::BoundService> MakeWorkService(sql::Pool& pool,
                                                      Works& works) {
  auto service = std::make_unique<server::BoundService>(
      "ritornello.catalog.v1.WorkService", Rules());
  service->Unary("CreateWork",
                 [&works](Call& call, const v1::CreateWorkRequest& r) {
                   return CreateWork(works, call, r);
                 });
  service->Unary("GetWork", [&pool](Call&, const v1::GetWorkRequest& r) {
    return GetWork(pool, r);
  });
  service->Unary("ListWorks", [&pool](Call&, const v1::ListWorksRequest& r) {
    return ListWorks(pool, r);
  });
  service->Unary("UpdateWork",
                 [&works](Call& call, const v1::UpdateWorkRequest& r) {
                   return UpdateWork(works, call, r);
                 });
  return service;
}

}  // namespace ritornello::catalog
