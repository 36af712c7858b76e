#include "services/royalties/domain/payees.h"

#include <map>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/royalties/storage/payee_store.h"

namespace ritornello::royalties {
namespace {

absl::Status RequirePayee(sql::Connection& connection, const PartyKey& payee) {
  RITORNELLO_ASSIGN_OR_RETURN(const bool is_payee, HasPayee(connection, payee));
  if (is_payee) return absl::OkStatus();
  const std::string name = PartyName(payee);
  return WithReason(
      absl::NotFoundError(absl::StrCat("no money was ever divided to ", name)),
      "PAYEE_NOT_FOUND", {{"party", name}});
}

}  // namespace

absl::StatusOr<Payee> GetPayee(sql::Connection& connection,
                               const PartyKey& payee) {
  RITORNELLO_RETURN_IF_ERROR(RequirePayee(connection, payee));
  RITORNELLO_ASSIGN_OR_RETURN(std::vector<Payee> payees,
                              GetPayees(connection, {payee}));
  return std::move(payees.at(0));
}

absl::StatusOr<PayeeStatementPage> GetPayeeStatement(
    sql::Connection& connection, const PartyKey& payee,
    std::optional<absl::CivilMonth> period,
    const std::optional<PayeeStatementMark>& after, size_t line_count_max) {
  RITORNELLO_RETURN_IF_ERROR(RequirePayee(connection, payee));
  std::map<std::string, int64_t> openings;
  if (after.has_value()) {
    openings = after->closing_micros;
  } else if (period.has_value()) {
    RITORNELLO_ASSIGN_OR_RETURN(openings,
                                SumEarningsBefore(connection, payee, *period));
  }
  RITORNELLO_ASSIGN_OR_RETURN(
      std::vector<PayeeStatementLine> lines,
      ListEarnings(connection, payee, period, after, line_count_max + 1));
  PayeeStatementPage page;
  if (lines.size() > line_count_max) {
    lines.resize(line_count_max);
    const PayeeStatementLine& last = lines.back();
    page.end = {.period = last.earning.period,
                .transaction = last.transaction,
                .position = last.position,
                .closing_micros = {}};
  }
  RITORNELLO_ASSIGN_OR_RETURN(page.currencies,
                              SumByCurrency(openings, std::move(lines)));
  if (page.end.has_value()) {
    for (const PayeeStatementCurrency& sums : page.currencies) {
      page.end->closing_micros[sums.currency] = sums.closing_micros;
    }
  }
  return page;
}

}  // namespace ritornello::royalties
