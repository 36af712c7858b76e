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

absl::StatusOr<std::vector<PayeeStatementCurrency>> GetPayeeStatement(
    sql::Connection& connection, const PartyKey& payee,
    std::optional<absl::CivilMonth> period) {
  RITORNELLO_RETURN_IF_ERROR(RequirePayee(connection, payee));
  std::map<std::string, int64_t> openings;
  if (period.has_value()) {
    RITORNELLO_ASSIGN_OR_RETURN(openings,
                                SumEarningsBefore(connection, payee, *period));
  }
  RITORNELLO_ASSIGN_OR_RETURN(
      std::vector<PayeeStatementLine> lines,
      ListEarnings(connection, payee, period, kPayeeStatementLineCountMax + 1));
  if (lines.size() > kPayeeStatementLineCountMax) {
    return WithReason(
        absl::FailedPreconditionError(absl::StrCat(
            "the statement has more than ", kPayeeStatementLineCountMax,
            " lines; ask for one month")),
        "TOO_MANY_LINES", {});
  }
  return SumByCurrency(openings, std::move(lines));
}

}  // namespace ritornello::royalties
