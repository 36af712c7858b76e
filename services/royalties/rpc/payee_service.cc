#include "services/royalties/rpc/payee_service.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "libs/rpc/page.h"
#include "libs/status/status_macros.h"
#include "ritornello/royalties/v1/payee_service.pb.h"
#include "services/royalties/domain/payees.h"
#include "services/royalties/model/names.h"
#include "services/royalties/model/period.h"
#include "services/royalties/rpc/authorisation.h"
#include "services/royalties/rpc/wire_payee.h"
#include "services/royalties/storage/payee_store.h"

namespace ritornello::royalties {
namespace {

constexpr int kPageSizeDefault = 50;
constexpr int kPageSizeMax = 500;

absl::StatusOr<v1::Payee> GetPayee(sql::Pool& pool,
                                   const v1::GetPayeeRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const PartyKey key,
                              ParsePayeeName("name", request.name()));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_ASSIGN_OR_RETURN(const Payee payee,
                              royalties::GetPayee(*connection, key));
  return ToWire(payee);
}

absl::StatusOr<v1::ListPayeesResponse> ListPayees(
    sql::Pool& pool, const v1::ListPayeesRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::string account_id,
                              ParseAccountName("parent", request.parent()));
  RITORNELLO_ASSIGN_OR_RETURN(
      const rpc::Page page,
      rpc::Page::Of(request, kPageSizeDefault, kPageSizeMax));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_ASSIGN_OR_RETURN(
      std::vector<Payee> payees,
      royalties::ListPayees(*connection, account_id, page.cursor(),
                            page.row_count()));
  v1::ListPayeesResponse response;
  response.set_next_page_token(
      page.Cut(payees, [](const auto& last) { return last.key.party_id; }));
  for (const Payee& payee : payees) *response.add_payees() = ToWire(payee);
  return response;
}

absl::StatusOr<v1::PayeeStatement> GetPayeeStatement(
    sql::Pool& pool, const v1::GetPayeeStatementRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const PartyKey key,
                              ParsePayeeName("name", request.name()));
  std::optional<absl::CivilMonth> period;
  if (!request.period().empty()) {
    RITORNELLO_ASSIGN_OR_RETURN(period,
                                ParsePeriod("period", request.period()));
  }
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_ASSIGN_OR_RETURN(
      const auto currencies,
      royalties::GetPayeeStatement(*connection, key, period));
  return ToWire(key, request.period(), currencies);
}

}  // namespace

std::unique_ptr<server::BoundService> MakePayeeService(sql::Pool& pool) {
  auto service = std::make_unique<server::BoundService>(
      "ritornello.royalties.v1.PayeeService", Rules());
  service->Unary("GetPayee", [&pool](server::Call& /*call*/,
                                     const v1::GetPayeeRequest& request) {
    return GetPayee(pool, request);
  });
  service->Unary("ListPayees", [&pool](server::Call& /*call*/,
                                       const v1::ListPayeesRequest& request) {
    return ListPayees(pool, request);
  });
  service->Unary("GetPayeeStatement",
                 [&pool](server::Call& /*call*/,
                         const v1::GetPayeeStatementRequest& request) {
                   return GetPayeeStatement(pool, request);
                 });
  return service;
}

}  // namespace ritornello::royalties
