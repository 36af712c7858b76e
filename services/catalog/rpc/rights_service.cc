#include "services/catalog/rpc/rights_service.h"

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/rights_service.pb.h"
#include "services/catalog/domain/rights_query.h"
#include "services/catalog/model/names.h"
#include "services/catalog/rpc/authorisation.h"
#include "services/catalog/rpc/request.h"
#include "services/catalog/rpc/wire_rights.h"
#include "services/catalog/storage/rights_lookup.h"
#include "services/catalog/storage/split_sheet_store.h"
#include "services/catalog/storage/track_keys.h"
#include "services/catalog/storage/work_store.h"

namespace ritornello::catalog {
namespace {

using server::Call;

absl::StatusOr<v1::SplitSheet> CreateSplitSheet(
    Rights& rights, Call& call, const v1::CreateSplitSheetRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const SheetSubject subject,
                              ParseSheetSubject("parent", request.parent()));
  const absl::StatusOr<SplitSheet> sheet =
      FromWire(request.split_sheet(), AccountOf(subject));
  if (!sheet.ok()) return WithFieldPrefix(sheet.status(), "split_sheet");
  RITORNELLO_ASSIGN_OR_RETURN(
      const SplitSheet made,
      rights.Create(subject, *sheet, OnceOnly(call, request)));
  return ToWire(subject, made);
}

// All sheets of a track, or of a work. NotFound if there is none such.
absl::StatusOr<std::vector<SplitSheet>> SheetsOf(sql::Connection& connection,
                                                 const TrackKey& track) {
  RITORNELLO_ASSIGN_OR_RETURN(
      const auto found, FindTracksByKey(connection, track.account_id, {track}));
  if (found.empty()) return TrackNotFound(track);
  RITORNELLO_ASSIGN_OR_RETURN(auto sheets, GetSplitSheets(connection, {track}));
  return std::move(sheets[track]);
}

absl::StatusOr<std::vector<SplitSheet>> SheetsOf(sql::Connection& connection,
                                                 const WorkKey& work) {
  RITORNELLO_RETURN_IF_ERROR(GetWork(connection, work).status());
  RITORNELLO_ASSIGN_OR_RETURN(auto sheets,
                              GetWorkSplitSheets(connection, {work}));
  return std::move(sheets[work]);
}

absl::StatusOr<v1::ListSplitSheetsResponse> ListSplitSheets(
    sql::Pool& pool, const v1::ListSplitSheetsRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const SheetSubject subject,
                              ParseSheetSubject("parent", request.parent()));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<SplitSheet> sheets,
      std::visit([&](const auto& key) { return SheetsOf(*connection, key); },
                 subject));
  v1::ListSplitSheetsResponse response;
  for (const SplitSheet& sheet : sheets) {
    v1::SplitSheet& wire = *response.add_split_sheets();
    wire = ToWire(subject, sheet);
    const SplitSheet& holding =
        *SheetAsOf(sheets, sheet.right, sheet.effective_date);
    if (holding.number == sheet.number) continue;
    wire.set_replaced_by(
        NameOf(SplitSheetKey{subject, holding.right, holding.number}));
  }
  return response;
}

absl::StatusOr<v1::BatchGetRightsResponse> BatchGetRights(
    sql::Pool& pool, const v1::BatchGetRightsRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::string account_id,
      ParseAccountNameOrAll("parent", request.parent()));
  const auto count = static_cast<size_t>(request.queries_size());
  if (count == 0 || count > kRightsQueryCountMax) {
    return InvalidField(
        "queries",
        absl::StrCat("must number 1..", kRightsQueryCountMax, ", got ", count));
  }
  std::vector<RightsQuery> queries;
  for (const v1::RightsQuery& wire : request.queries()) {
    const absl::StatusOr<RightsQuery> query = FromWire(wire);
    if (!query.ok()) {
      return WithFieldPrefix(query.status(),
                             absl::StrCat("queries[", queries.size(), "]"));
    }
    queries.push_back(*query);
  }
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<RightsAnswer> answers,
      catalog::BatchGetRights(*connection, account_id, queries));
  v1::BatchGetRightsResponse response;
  for (const RightsAnswer& answer : answers) {
    *response.add_answers() = ToWire(answer);
  }
  return response;
}

}  // namespace

std::unique_ptr<server::BoundService> MakeRightsService(sql::Pool& pool,
                                                        Rights& rights) {
  auto service = std::make_unique<server::BoundService>(
      "ritornello.catalog.v1.RightsService", Rules());
  service->Unary("CreateSplitSheet",
                 [&rights](Call& call, const v1::CreateSplitSheetRequest& r) {
                   return CreateSplitSheet(rights, call, r);
                 });
  service->Unary("ListSplitSheets",
                 [&pool](Call&, const v1::ListSplitSheetsRequest& r) {
                   return ListSplitSheets(pool, r);
                 });
  service->Unary("BatchGetRights",
                 [&pool](Call&, const v1::BatchGetRightsRequest& r) {
                   return BatchGetRights(pool, r);
                 });
  return service;
}

}  // namespace ritornello::catalog
