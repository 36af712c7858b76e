#include "services/royalties/rpc/deal_service.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "libs/rpc/page.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "ritornello/royalties/v1/deal_service.pb.h"
#include "services/royalties/model/names.h"
#include "services/royalties/rpc/authorisation.h"
#include "services/royalties/rpc/request.h"
#include "services/royalties/rpc/wire_deal.h"
#include "services/royalties/rpc/wire_money.h"
#include "services/royalties/storage/deal_store.h"

namespace ritornello::royalties {
namespace {

constexpr int kPageSizeDefault = 50;
constexpr int kPageSizeMax = 500;

// What posts to the book needs access to it, besides the account's.
absl::Status CheckMayPost(const server::Call& call, const Deal& deal) {
  if (deal.licensing_model != LicensingModel::kDirectPayout ||
      call.caller().books.Contains(kMainBook)) {
    return absl::OkStatus();
  }
  return WithReason(
      absl::PermissionDeniedError(absl::StrCat(
          "a DIRECT_PAYOUT deal is posted to ", BookName(kMainBook),
          ", which the credential is not good for")),
      server::kOutsideCredential, {{"book", BookName(kMainBook)}});
}

absl::StatusOr<v1::Deal> CreateDeal(Deals& deals, server::Call& call,
                                    const v1::CreateDealRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(Deal asked, FromWire(request));
  RITORNELLO_RETURN_IF_ERROR(CheckMayPost(call, asked));
  RITORNELLO_ASSIGN_OR_RETURN(
      const Deal deal, deals.Create(std::move(asked), OnceOnly(call, request),
                                    call.deadline(), call.traceparent()));
  return ToWire(deal);
}

absl::StatusOr<v1::Deal> GetDeal(sql::Pool& pool,
                                 const v1::GetDealRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const DealKey key,
                              ParseDealName("name", request.name()));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_ASSIGN_OR_RETURN(const Deal deal,
                              royalties::GetDeal(*connection, key));
  return ToWire(deal);
}

absl::StatusOr<v1::ListDealsResponse> ListDeals(
    sql::Pool& pool, Accounts& accounts, const server::Call& call,
    const v1::ListDealsRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::string account_id,
                              ParseAccountName("parent", request.parent()));
  RITORNELLO_ASSIGN_OR_RETURN(
      const rpc::Page page,
      rpc::Page::Of(request, kPageSizeDefault, kPageSizeMax));
  std::vector<Deal> deals;
  {
    RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
    RITORNELLO_ASSIGN_OR_RETURN(
        deals, royalties::ListDeals(*connection, account_id, page.cursor(),
                                    page.row_count()));
  }
  if (deals.empty() && request.page_token().empty()) {
    RITORNELLO_RETURN_IF_ERROR(
        accounts.Check(account_id, call.deadline(), call.traceparent()));
  }
  v1::ListDealsResponse response;
  response.set_next_page_token(
      page.Cut(deals, [](const auto& last) { return last.key.deal_id; }));
  for (const Deal& deal : deals) *response.add_deals() = ToWire(deal);
  return response;
}

absl::StatusOr<v1::Deal> EndDeal(Deals& deals,
                                 const v1::EndDealRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const DealKey key,
                              ParseDealName("name", request.name()));
  RITORNELLO_ASSIGN_OR_RETURN(const absl::CivilDay end_date,
                              FromWire("end_date", request.end_date()));
  RITORNELLO_ASSIGN_OR_RETURN(const Deal deal, deals.End(key, end_date));
  return ToWire(deal);
}

absl::StatusOr<v1::Deal> VoidDeal(sql::Pool& pool, Deals& deals,
                                  const server::Call& call,
                                  const v1::VoidDealRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const DealKey key,
                              ParseDealName("name", request.name()));
  {
    RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
    RITORNELLO_ASSIGN_OR_RETURN(const Deal deal,
                                royalties::GetDeal(*connection, key));
    RITORNELLO_RETURN_IF_ERROR(CheckMayPost(call, deal));
  }
  RITORNELLO_ASSIGN_OR_RETURN(const Deal deal,
                              deals.Void(key, request.reason()));
  return ToWire(deal);
}

}  // namespace

std::unique_ptr<server::BoundService> MakeDealService(sql::Pool& pool,
                                                      Deals& deals,
                                                      Accounts& accounts) {
  auto service = std::make_unique<server::BoundService>(
      "ritornello.royalties.v1.DealService", Rules());
  service->Unary("CreateDeal", [&deals](server::Call& call,
                                        const v1::CreateDealRequest& request) {
    return CreateDeal(deals, call, request);
  });
  service->Unary("GetDeal", [&pool](server::Call& /*call*/,
                                    const v1::GetDealRequest& request) {
    return GetDeal(pool, request);
  });
  service->Unary("ListDeals",
                 [&pool, &accounts](server::Call& call,
                                    const v1::ListDealsRequest& request) {
                   return ListDeals(pool, accounts, call, request);
                 });
  service->Unary("EndDeal", [&deals](server::Call& /*call*/,
                                     const v1::EndDealRequest& request) {
    return EndDeal(deals, request);
  });
  service->Unary(
      "VoidDeal",
      [&pool, &deals](server::Call& call, const v1::VoidDealRequest& request) {
        return VoidDeal(pool, deals, call, request);
      });
  return service;
}

}  // namespace ritornello::royalties
