#include "services/catalog/rpc/agreement_service.h"

#include <utility>
#include <vector>

#include "libs/rpc/page.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/agreement_service.pb.h"
#include "services/catalog/model/names.h"
#include "services/catalog/rpc/authorisation.h"
#include "services/catalog/rpc/request.h"
#include "services/catalog/rpc/wire_clearance.h"
#include "services/catalog/rpc/wire_time.h"
#include "services/catalog/storage/account_store.h"
#include "services/catalog/storage/agreement_store.h"

namespace ritornello::catalog {
namespace {

using server::Call;

constexpr int kPageSizeDefault = 50;
constexpr int kPageSizeMax = 500;

absl::StatusOr<v1::Agreement> CreateAgreement(
    Agreements& agreements, Call& call,
    const v1::CreateAgreementRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::string account_id,
                              ParseAccountName("parent", request.parent()));
  absl::StatusOr<Agreement> agreement =
      FromWire(request.agreement(), account_id);
  if (!agreement.ok()) return WithFieldPrefix(agreement.status(), "agreement");
  agreement->key = {account_id, request.agreement_id()};
  RITORNELLO_ASSIGN_OR_RETURN(
      const Agreement made,
      agreements.Create(*std::move(agreement), OnceOnly(call, request)));
  return ToWire(made);
}

absl::StatusOr<v1::Agreement> GetAgreement(
    sql::Pool& pool, const v1::GetAgreementRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const AgreementKey key,
                              ParseAgreementName("name", request.name()));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_ASSIGN_OR_RETURN(const Agreement agreement,
                              catalog::GetAgreement(*connection, key));
  return ToWire(agreement);
}

absl::StatusOr<v1::ListAgreementsResponse> ListAgreements(
    sql::Pool& pool, const v1::ListAgreementsRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::string account_id,
                              ParseAccountName("parent", request.parent()));
  RITORNELLO_ASSIGN_OR_RETURN(
      const rpc::Page page,
      rpc::Page::Of(request, kPageSizeDefault, kPageSizeMax));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_RETURN_IF_ERROR(GetAccount(*connection, account_id).status());
  RITORNELLO_ASSIGN_OR_RETURN(
      std::vector<Agreement> agreements,
      catalog::ListAgreements(*connection, account_id, page.cursor(),
                              page.row_count()));
  v1::ListAgreementsResponse response;
  response.set_next_page_token(page.Cut(
      agreements, [](const auto& last) { return last.key.agreement_id; }));
  for (const Agreement& agreement : agreements) {
    *response.add_agreements() = ToWire(agreement);
  }
  return response;
}

absl::StatusOr<v1::Agreement> EndAgreement(
    Agreements& agreements, Call& call,
    const v1::EndAgreementRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const AgreementKey key,
                              ParseAgreementName("name", request.name()));
  RITORNELLO_ASSIGN_OR_RETURN(const absl::CivilDay last_day,
                              DateFromWire("last_date", request.last_date()));
  RITORNELLO_ASSIGN_OR_RETURN(
      const Agreement ended,
      agreements.End(key, last_day, OnceOnly(call, request)));
  return ToWire(ended);
}

}  // namespace

std::unique_ptr<server::BoundService> MakeAgreementService(
    sql::Pool& pool, Agreements& agreements) {
  auto service = std::make_unique<server::BoundService>(
      "ritornello.catalog.v1.AgreementService", Rules());
  service->Unary(
      "CreateAgreement",
      [&agreements](Call& call, const v1::CreateAgreementRequest& r) {
        return CreateAgreement(agreements, call, r);
      });
  service->Unary("GetAgreement",
                 [&pool](Call&, const v1::GetAgreementRequest& r) {
                   return GetAgreement(pool, r);
                 });
  service->Unary("ListAgreements",
                 [&pool](Call&, const v1::ListAgreementsRequest& r) {
                   return ListAgreements(pool, r);
                 });
  service->Unary("EndAgreement",
                 [&agreements](Call& call, const v1::EndAgreementRequest& r) {
                   return EndAgreement(agreements, call, r);
                 });
  return service;
}

}  // namespace ritornello::catalog
