#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/format.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/royalties/v1/payee_service.grpc.pb.h"

namespace ritornello::cli {

using royalties::v1::GetPayeeStatementRequest;
using royalties::v1::Money;
using royalties::v1::PayeeService;
using royalties::v1::PayeeStatement;
using royalties::v1::PayeeStatementCurrency;
using royalties::v1::PayeeStatementLine;

namespace {

struct Options {
  std::string account;
  std::string payee;
  std::string period;
};

using SumsByCurrency = std::map<std::string, PayeeStatementCurrency>;

// Continues `whole` with the next page, which opens where it closes.
void Append(const PayeeStatement& page, SumsByCurrency& whole) {
  for (const PayeeStatementCurrency& sums : page.currencies()) {
    const auto [known, is_new] =
        whole.try_emplace(sums.closing().currency_code(), sums);
    if (is_new) continue;
    PayeeStatementCurrency& all = known->second;
    all.mutable_lines()->MergeFrom(sums.lines());
    *all.mutable_closing() = sums.closing();
    all.mutable_earned()->set_micros(all.earned().micros() +
                                     sums.earned().micros());
  }
}

// When it was earned: a day, or, as a statement's line sums a whole month and
// is booked on its last day, the month.
std::string EarnedText(const PayeeStatementLine& line) {
  const std::string day = DateText(line.effective_date());
  return absl::StrContains(line.document(), "/statements/")
             ? day.substr(0, day.rfind('-'))
             : day;
}

bool HasReversal(const PayeeStatementCurrency& currency) {
  return std::any_of(
      currency.lines().begin(), currency.lines().end(),
      [](const PayeeStatementLine& line) { return !line.reverses().empty(); });
}

void AddSum(const std::string& what, const Money& sum, Table& table) {
  table.AddRow(
      {"", "", "", "", what, AmountText(sum), sum.currency_code(), ""});
}

void AddRow(const PayeeStatementLine& line, Table& table) {
  table.AddRow({EarnedText(line), line.source(), line.track_title(),
                line.right(),
                absl::StrCat(line.weight(), " of ", line.weight_total()),
                AmountText(line.amount()), line.amount().currency_code(),
                line.reverses().empty()
                    ? ""
                    : absl::StrCat("reverses ", LastPart(line.reverses()))});
}

void Print(const PayeeStatement& statement, Session& session) {
  const bool is_table = session.style == Style::kTable;
  if (is_table) {
    session.out << Printable(statement.payee()) << ", "
                << (statement.period().empty() ? "everything up to now"
                                               : statement.period())
                << '\n';
  }
  for (const PayeeStatementCurrency& currency : statement.currencies()) {
    Table table({{"EARNED"},
                 {"FROM"},
                 {"TRACK"},
                 {"RIGHT"},
                 {"SHARE"},
                 {"AMOUNT", Align::kPoint},
                 {"CURRENCY"},
                 {"REMARK"}});
    AddSum("opening", currency.opening(), table);
    for (const PayeeStatementLine& line : currency.lines()) {
      AddRow(line, table);
    }
    AddSum("closing", currency.closing(), table);
    if (is_table) session.out << '\n';
    table.Print(session.style, session.out);
    if (is_table && HasReversal(currency)) {
      session.out << "reverses N: takes back what transaction N gave; "
                     "`ritornello ledger transactions` shows both\n";
    }
  }
}

absl::Status Run(const Options& options, Session& session) {
  GetPayeeStatementRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(
      *request.mutable_name(),
      FullName(options.payee, "payees", options.account));
  request.set_period(options.period);
  PayeeStatement statement;
  SumsByCurrency whole;
  RITORNELLO_RETURN_IF_ERROR(
      ForEachPage(session, &PayeeService::Stub::GetPayeeStatement, request,
                  [&](const PayeeStatement& page) {
                    statement.set_payee(page.payee());
                    statement.set_period(page.period());
                    Append(page, whole);
                  }));
  for (auto& [code, sums] : whole) {
    *statement.add_currencies() = std::move(sums);
  }
  if (session.style == Style::kJson) {
    session.out << ToJson(statement) << '\n';
  } else {
    Print(statement, session);
  }
  return absl::OkStatus();
}

}  // namespace

void AddPayeeStatement(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "payee", "statement", "What a payee earned, and from what",
      {"ritornello payee statement ana --account acme --period 2026-10",
       "ritornello payee statement accounts/acme/payees/ana"},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("PAYEE", options->payee, "Name, or its last part").Required();
  AddAccountFlag(verb, options->account);
  verb.AddOption("--period", options->period,
                 "One month, 2026-10; everything when not given");
}

}  // namespace ritornello::cli
