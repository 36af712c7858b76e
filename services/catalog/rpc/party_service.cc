#include "services/catalog/rpc/party_service.h"

#include <optional>
#include <string>
#include <vector>

#include "libs/rpc/page.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/party_service.pb.h"
#include "services/catalog/model/names.h"
#include "services/catalog/rpc/authorisation.h"
#include "services/catalog/rpc/request.h"
#include "services/catalog/rpc/wire_party.h"
#include "services/catalog/storage/account_store.h"
#include "services/catalog/storage/party_store.h"

namespace ritornello::catalog {
namespace {

using server::Call;

constexpr int kPageSizeDefault = 50;
constexpr int kPageSizeMax = 500;

absl::StatusOr<v1::Party> CreateParty(Parties& parties, Call& call,
                                      const v1::CreatePartyRequest& request) {
  Party party = FromWire(request.party());
  RITORNELLO_ASSIGN_OR_RETURN(party.key.account_id,
                              ParseAccountName("parent", request.parent()));
  party.key.party_id = request.party_id();
  RITORNELLO_ASSIGN_OR_RETURN(
      const Party made,
      parties.Create(std::move(party), OnceOnly(call, request)));
  return ToWire(made);
}

absl::StatusOr<v1::Party> GetParty(sql::Pool& pool,
                                   const v1::GetPartyRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const PartyKey key,
                              ParsePartyName("name", request.name()));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_ASSIGN_OR_RETURN(const Party party,
                              catalog::GetParty(*connection, key));
  return ToWire(party);
}

absl::StatusOr<v1::ListPartiesResponse> ListParties(
    sql::Pool& pool, const v1::ListPartiesRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::string account_id,
                              ParseAccountName("parent", request.parent()));
  RITORNELLO_ASSIGN_OR_RETURN(
      const rpc::Page page,
      rpc::Page::Of(request, kPageSizeDefault, kPageSizeMax));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_RETURN_IF_ERROR(GetAccount(*connection, account_id).status());
  RITORNELLO_ASSIGN_OR_RETURN(
      std::vector<Party> parties,
      catalog::ListParties(*connection, account_id, page.cursor(),
                           page.row_count()));
  v1::ListPartiesResponse response;
  response.set_next_page_token(
      page.Cut(parties, [](const auto& last) { return last.key.party_id; }));
  for (const Party& party : parties) *response.add_parties() = ToWire(party);
  return response;
}

absl::StatusOr<v1::Party> UpdateParty(Parties& parties, Call& call,
                                      const v1::UpdatePartyRequest& request) {
  Party party = FromWire(request.party());
  RITORNELLO_ASSIGN_OR_RETURN(
      party.key, ParsePartyName("party.name", request.party().name()));
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::optional<int64_t> revision,
      RevisionFromEtag("party.etag", request.party().etag()));
  const std::vector<std::string> mask(request.update_mask().paths().begin(),
                                      request.update_mask().paths().end());
  RITORNELLO_ASSIGN_OR_RETURN(
      const Party updated,
      parties.Update(party, mask, revision, OnceOnly(call, request)));
  return ToWire(updated);
}

}  // namespace

std::unique_ptr<server::BoundService> MakePartyService(sql::Pool& pool,
                                                       Parties& parties) {
  auto service = std::make_unique<server::BoundService>(
      "ritornello.catalog.v1.PartyService", Rules());
  service->Unary("CreateParty",
                 [&parties](Call& call, const v1::CreatePartyRequest& r) {
                   return CreateParty(parties, call, r);
                 });
  service->Unary("GetParty", [&pool](Call&, const v1::GetPartyRequest& r) {
    return GetParty(pool, r);
  });
  service->Unary("ListParties",
                 [&pool](Call&, const v1::ListPartiesRequest& r) {
                   return ListParties(pool, r);
                 });
  service->Unary("UpdateParty",
                 [&parties](Call& call, const v1::UpdatePartyRequest& r) {
                   return UpdateParty(parties, call, r);
                 });
  return service;
}

}  // namespace ritornello::catalog
