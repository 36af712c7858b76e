#include "services/royalties/rpc/payee_service.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "libs/rpc/page.h"
#include "libs/rpc/page_token.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "ritornello/royalties/v1/payee_service.pb.h"
#include "services/royalties/domain/payees.h"
#include "services/royalties/model/currency.h"
#include "services/royalties/model/names.h"
#include "services/royalties/model/period.h"
#include "services/royalties/rpc/authorisation.h"
#include "services/royalties/rpc/wire_payee.h"
#include "services/royalties/storage/payee_store.h"

namespace ritornello::royalties {
namespace {

constexpr int kPageSizeDefault = 50;
constexpr int kPageSizeMax = 500;
constexpr int kLineCountDefault = 1'000;
constexpr int kLineCountMax = 5'000;

// Those of a cursor before its sums.
constexpr size_t kCursorWordCount = 4;

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
    sql::Pool& pool, Accounts& accounts, const server::Call& call,
    const v1::ListPayeesRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::string account_id,
                              ParseAccountName("parent", request.parent()));
  RITORNELLO_ASSIGN_OR_RETURN(
      const rpc::Page page,
      rpc::Page::Of(request, kPageSizeDefault, kPageSizeMax));
  std::vector<Payee> payees;
  {
    RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
    RITORNELLO_ASSIGN_OR_RETURN(
        payees, royalties::ListPayees(*connection, account_id, page.cursor(),
                                      page.row_count()));
  }
  if (payees.empty() && request.page_token().empty()) {
    RITORNELLO_RETURN_IF_ERROR(
        accounts.Check(account_id, call.deadline(), call.traceparent()));
  }
  v1::ListPayeesResponse response;
  response.set_next_page_token(
      page.Cut(payees, [](const auto& last) { return last.key.party_id; }));
  for (const Payee& payee : payees) *response.add_payees() = ToWire(payee);
  return response;
}

// "2026-10 main 17 3 EUR=-5 USD=100".
std::string CursorText(const PayeeStatementMark& mark) {
  std::string text =
      absl::StrCat(PeriodText(mark.period), " ", mark.transaction.book, " ",
                   mark.transaction.sequence, " ", mark.position);
  for (const auto& [currency, micros] : mark.closing_micros) {
    absl::StrAppend(&text, " ", currency, "=", micros);
  }
  return text;
}

absl::StatusOr<std::optional<PayeeStatementMark>> ParseCursor(
    absl::string_view text) {
  if (text.empty()) return std::nullopt;
  const absl::Status bad =
      InvalidField("page_token", "must be one that this statement gave out");
  const std::vector<absl::string_view> words = absl::StrSplit(text, ' ');
  PayeeStatementMark mark;
  if (words.size() < kCursorWordCount ||
      !absl::SimpleAtoi(words[2], &mark.transaction.sequence) ||
      !absl::SimpleAtoi(words[3], &mark.position)) {
    return bad;
  }
  const auto period = ParsePeriod("page_token", words[0]);
  if (!period.ok()) return bad;
  mark.period = *period;
  mark.transaction.book = std::string(words[1]);
  for (size_t i = kCursorWordCount; i < words.size(); ++i) {
    const std::pair<absl::string_view, absl::string_view> sum =
        absl::StrSplit(words[i], absl::MaxSplits('=', 1));
    int64_t micros = 0;
    if (!ParseCurrency("page_token", sum.first).ok() ||
        !absl::SimpleAtoi(sum.second, &micros)) {
      return bad;
    }
    mark.closing_micros[std::string(sum.first)] = micros;
  }
  return mark;
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
  RITORNELLO_ASSIGN_OR_RETURN(
      const int line_count_max,
      rpc::PageSize(request.page_size(), kLineCountDefault, kLineCountMax));
  const std::string arguments = rpc::PageArguments(request);
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::string cursor,
      rpc::ParsePageToken(request.page_token(), arguments));
  RITORNELLO_ASSIGN_OR_RETURN(const std::optional<PayeeStatementMark> after,
                              ParseCursor(cursor));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  RITORNELLO_ASSIGN_OR_RETURN(
      const PayeeStatementPage page,
      royalties::GetPayeeStatement(*connection, key, period, after,
                                   static_cast<size_t>(line_count_max)));
  v1::PayeeStatement wire = ToWire(key, request.period(), page.currencies);
  if (page.end.has_value()) {
    wire.set_next_page_token(
        rpc::MakePageToken(arguments, CursorText(*page.end)));
  }
  return wire;
}

}  // namespace

std::unique_ptr<server::BoundService> MakePayeeService(sql::Pool& pool,
                                                       Accounts& accounts) {
  auto service = std::make_unique<server::BoundService>(
      "ritornello.royalties.v1.PayeeService", Rules());
  service->Unary("GetPayee", [&pool](server::Call& /*call*/,
                                     const v1::GetPayeeRequest& request) {
    return GetPayee(pool, request);
  });
  service->Unary("ListPayees",
                 [&pool, &accounts](server::Call& call,
                                    const v1::ListPayeesRequest& request) {
                   return ListPayees(pool, accounts, call, request);
                 });
  service->Unary("GetPayeeStatement",
                 [&pool](server::Call& /*call*/,
                         const v1::GetPayeeStatementRequest& request) {
                   return GetPayeeStatement(pool, request);
                 });
  return service;
}

}  // namespace ritornello::royalties
