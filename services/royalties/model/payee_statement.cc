#include "services/royalties/model/payee_statement.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace ritornello::royalties {
namespace {

absl::Status Add(int64_t amount_micros, absl::string_view currency,
                 int64_t& sum_micros) {
  if (__builtin_add_overflow(sum_micros, amount_micros, &sum_micros)) {
    return absl::OutOfRangeError(
        absl::StrCat("the sum of earnings in ", currency, " does not fit"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<PayeeStatementCurrency>> SumByCurrency(
    const std::map<std::string, int64_t>& openings,
    std::vector<PayeeStatementLine> lines) {
  std::map<std::string, PayeeStatementCurrency> by_currency;
  for (const auto& [currency, opening_micros] : openings) {
    by_currency[currency].opening_micros = opening_micros;
  }
  for (PayeeStatementLine& line : lines) {
    by_currency[line.earning.currency].lines.push_back(std::move(line));
  }
  std::vector<PayeeStatementCurrency> currencies;
  for (auto& [currency, sums] : by_currency) {
    sums.currency = currency;
    for (const PayeeStatementLine& line : sums.lines) {
      if (absl::Status status =
              Add(line.earning.amount_micros, currency, sums.earned_micros);
          !status.ok()) {
        return status;
      }
    }
    sums.closing_micros = sums.opening_micros;
    if (absl::Status status =
            Add(sums.earned_micros, currency, sums.closing_micros);
        !status.ok()) {
      return status;
    }
    currencies.push_back(std::move(sums));
  }
  return currencies;
}

}  // namespace ritornello::royalties
