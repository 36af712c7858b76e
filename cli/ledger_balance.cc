#include "absl/strings/str_cat.h"
#include "cli/format.h"
#include "cli/statement_table.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/royalties/v1/ledger_service.grpc.pb.h"

namespace ritornello::cli {

using royalties::v1::GetTrialBalanceRequest;
using royalties::v1::LedgerBalance;
using royalties::v1::LedgerService;
using royalties::v1::Money;
using royalties::v1::TrialBalance;

namespace {

absl::Status Run(bool all, Session& session) {
  GetTrialBalanceRequest request;
  request.set_name(kBook);
  RITORNELLO_ASSIGN_OR_RETURN(
      const TrialBalance trial_balance,
      Call(session, &LedgerService::Stub::GetTrialBalance, request));
  Table table({{"LEDGER ACCOUNT"}, {"BALANCE", Align::kPoint}, {"CURRENCY"}});
  for (const LedgerBalance& balance : trial_balance.balances()) {
    if (balance.amount().micros() == 0 && !all) continue;
    table.AddRow({balance.ledger_account(), AmountText(balance.amount()),
                  balance.amount().currency_code()});
  }
  for (const Money& total : trial_balance.totals()) {
    table.AddRow({"total", AmountText(total), total.currency_code()});
  }
  Show(session, trial_balance, table);
  return absl::OkStatus();
}

}  // namespace

void AddLedgerBalance(Program& program) {
  auto all = std::make_shared<bool>(false);
  const Verb verb = program.AddVerb(
      "ledger", "balance", "The trial balance; its total is zero",
      {"ritornello ledger balance", "ritornello ledger balance --all"},
      [all](Session& session) { return Run(*all, session); });
  verb.AddFlag("--all", *all, "Accounts at zero, too");
}

}  // namespace ritornello::cli
