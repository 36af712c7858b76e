#include "services/royalties/rpc/wire_payee.h"

#include "services/royalties/model/ledger_account.h"
#include "services/royalties/model/names.h"
#include "services/royalties/model/period.h"
#include "services/royalties/rpc/wire_money.h"

namespace ritornello::royalties {
namespace {

v1::PayeeStatementLine ToWire(const PayeeStatementLine& line) {
  const Earning& earning = line.earning;
  v1::PayeeStatementLine wire;
  wire.set_transaction(NameOf(line.transaction));
  *wire.mutable_effective_date() = DateToWire(earning.effective_date);
  wire.set_period(PeriodText(earning.period));
  wire.set_document(earning.document);
  wire.set_source(earning.source);
  wire.set_track(earning.track);
  wire.set_track_title(earning.track_title);
  wire.set_right(std::string(AccruedRightWord(earning.right)));
  wire.set_weight(earning.weight);
  wire.set_weight_total(earning.weight_total);
  *wire.mutable_amount() = MoneyToWire(earning.currency, earning.amount_micros);
  if (line.reverses.has_value()) {
    wire.set_reverses(
        NameOf(TransactionKey{line.transaction.book, *line.reverses}));
  }
  return wire;
}

}  // namespace

v1::Payee ToWire(const Payee& payee) {
  v1::Payee wire;
  wire.set_name(PayeeName(payee.key));
  for (const auto& [currency, owed_micros] : payee.owed_micros) {
    *wire.add_balances() = MoneyToWire(currency, owed_micros);
  }
  return wire;
}

v1::PayeeStatement ToWire(
    const PartyKey& payee, absl::string_view period,
    const std::vector<PayeeStatementCurrency>& currencies) {
  v1::PayeeStatement wire;
  wire.set_payee(PayeeName(payee));
  wire.set_period(std::string(period));
  for (const PayeeStatementCurrency& sums : currencies) {
    v1::PayeeStatementCurrency& wire_sums = *wire.add_currencies();
    *wire_sums.mutable_opening() =
        MoneyToWire(sums.currency, sums.opening_micros);
    for (const PayeeStatementLine& line : sums.lines) {
      *wire_sums.add_lines() = ToWire(line);
    }
    *wire_sums.mutable_earned() =
        MoneyToWire(sums.currency, sums.earned_micros);
    *wire_sums.mutable_closing() =
        MoneyToWire(sums.currency, sums.closing_micros);
  }
  return wire;
}

}  // namespace ritornello::royalties
