#include "absl/strings/str_cat.h"
#include "cli/format.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/royalties/v1/ledger_service.grpc.pb.h"

namespace ritornello::cli {

using royalties::v1::CloseMonthRequest;
using royalties::v1::LedgerService;
using royalties::v1::Month;

namespace {

struct Options {
  std::string month;
  std::string book = "main";
  bool leave_unposted = false;
};

absl::Status Run(const Options& options, Session& session) {
  CloseMonthRequest request;
  request.set_name(
      absl::StrCat("books/", options.book, "/months/", options.month));
  request.set_leave_unposted(options.leave_unposted);
  RITORNELLO_ASSIGN_OR_RETURN(
      const Month month,
      Call(session, &LedgerService::Stub::CloseMonth, request));
  if (session.style == Style::kJson) {
    session.out << ToJson(month) << '\n';
    return absl::OkStatus();
  }
  session.out << LastPart(month.name()) << " of books/" << options.book
              << " is closed, and every month before it. It has "
              << month.transaction_count()
              << " transactions; what comes late is posted to the first month "
                 "that is open.\n";
  if (month.unposted_statement_count() > 0) {
    session.out << "Statements for it that are not posted yet, and will be "
                   "late: "
                << month.unposted_statement_count()
                << "; see `ritornello statement list`.\n";
  }
  return absl::OkStatus();
}

}  // namespace

void AddLedgerClose(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "ledger", "close", "Close a month and every month before it, for good",
      {"ritornello ledger close 2026-10",
       "ritornello ledger close 2026-10 --leave-unposted"},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("MONTH", options->month, "The month, 2026-10").Required();
  verb.AddOption("--book", options->book, "Which book").ShowDefault();
  verb.AddFlag("--leave-unposted", options->leave_unposted,
               "Although statements wait or are held; what becomes of them is "
               "posted to a later month");
}

}  // namespace ritornello::cli
