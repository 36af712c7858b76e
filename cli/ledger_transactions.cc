#include "absl/strings/str_cat.h"
#include "cli/format.h"
#include "cli/statement_table.h"
#include "cli/verbs.h"
#include "ritornello/royalties/v1/ledger_service.grpc.pb.h"

namespace ritornello::cli {

using royalties::v1::LedgerService;
using royalties::v1::Leg;
using royalties::v1::ListTransactionsRequest;
using royalties::v1::ListTransactionsResponse;
using royalties::v1::Transaction;

namespace {

absl::Status Run(const std::string& ledger_account, Session& session) {
  ListTransactionsRequest request;
  request.set_parent(kBook);
  request.set_ledger_account(ledger_account);
  request.set_page_size(kPageSize);
  Table table({{"NO", Align::kRight},
               {"EARNED"},
               {"DESCRIPTION"},
               {"LEDGER ACCOUNT"},
               {"AMOUNT", Align::kPoint},
               {"CURRENCY"}});
  const absl::Status status = ForEachPage(
      session, &LedgerService::Stub::ListTransactions, request,
      [&](const ListTransactionsResponse& page) {
        for (const Transaction& transaction : page.transactions()) {
          if (session.style == Style::kJson) {
            session.out << ToJson(transaction) << '\n';
            continue;
          }
          for (const Leg& leg : transaction.legs()) {
            table.AddRow({absl::StrCat(transaction.sequence()),
                          DateText(transaction.effective_date()),
                          transaction.description(), leg.ledger_account(),
                          AmountText(leg.amount()),
                          leg.amount().currency_code()});
          }
        }
      });
  if (status.ok() && session.style != Style::kJson) {
    table.Print(session.style, session.out);
  }
  return status;
}

}  // namespace

void AddLedgerTransactions(Program& program) {
  auto ledger_account = std::make_shared<std::string>();
  const Verb verb =
      program.AddVerb("ledger", "transactions", "What was posted, in order",
                      {"ritornello ledger transactions",
                       "ritornello ledger transactions Liabilities:Suspense"},
                      [ledger_account](Session& session) {
                        return Run(*ledger_account, session);
                      });
  verb.AddOption("LEDGER_ACCOUNT", *ledger_account,
                 "Only what touches this account or one beneath it");
}

}  // namespace ritornello::cli
