#include "services/royalties/rpc/wire_ledger.h"

#include <map>
#include <string>

#include "absl/numeric/int128.h"
#include "services/royalties/model/names.h"
#include "services/royalties/model/period.h"
#include "services/royalties/rpc/wire_money.h"

namespace ritornello::royalties {

v1::Transaction ToWire(const PostedTransaction& posted) {
  const Transaction& transaction = posted.transaction;
  v1::Transaction wire;
  wire.set_name(NameOf(TransactionKey{posted.book, posted.sequence}));
  wire.set_sequence(posted.sequence);
  *wire.mutable_effective_date() = DateToWire(transaction.effective_date);
  *wire.mutable_record_time() = TimeToWire(posted.record_time);
  wire.set_period(PeriodText(transaction.period));
  wire.set_description(transaction.description);
  wire.set_document(transaction.document);
  for (const Leg& leg : transaction.legs) {
    v1::Leg& wire_leg = *wire.add_legs();
    wire_leg.set_ledger_account(leg.ledger_account);
    *wire_leg.mutable_amount() = MoneyToWire(leg.currency, leg.amount_micros);
  }
  if (transaction.reverses.has_value()) {
    wire.set_reverses(
        NameOf(TransactionKey{posted.book, *transaction.reverses}));
  }
  wire.set_hash(posted.hash);
  return wire;
}

v1::Month ToWire(const Month& month) {
  v1::Month wire;
  wire.set_name(NameOf(month.key));
  wire.set_state(month.closing.has_value() ? v1::Month::CLOSED
                                           : v1::Month::OPEN);
  wire.set_transaction_count(month.transaction_count);
  wire.set_unposted_statement_count(month.unposted_statement_count);
  if (month.closing.has_value()) {
    *wire.mutable_close_time() = TimeToWire(month.closing->close_time);
    wire.set_sequence(month.closing->sequence);
    wire.set_hash(month.closing->hash);
  }
  return wire;
}

v1::TrialBalance ToWire(const TrialBalance& balance) {
  v1::TrialBalance wire;
  wire.set_name(BookName(balance.book));
  wire.set_sequence(balance.sequence);
  std::map<std::string, absl::int128> totals;
  for (const LedgerBalance& line : balance.balances) {
    v1::LedgerBalance& wire_line = *wire.add_balances();
    wire_line.set_ledger_account(line.ledger_account);
    *wire_line.mutable_amount() =
        MoneyToWire(line.currency, line.amount_micros);
    totals[line.currency] += line.amount_micros;
  }
  for (const auto& [currency, total] : totals) {
    *wire.add_totals() = MoneyToWire(currency, static_cast<int64_t>(total));
  }
  return wire;
}

}  // namespace ritornello::royalties
