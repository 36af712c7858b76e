#include "absl/strings/str_cat.h"
#include "cli/statement_table.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/royalties/v1/ledger_service.grpc.pb.h"

namespace ritornello::cli {

using royalties::v1::LedgerService;
using royalties::v1::VerifyBookRequest;
using royalties::v1::VerifyBookResponse;

namespace {

// Reads the whole book.
constexpr absl::Duration kVerifyTimeout = absl::Hours(1);

absl::Status Run(Session& session) {
  VerifyBookRequest request;
  request.set_name(kBook);
  RITORNELLO_ASSIGN_OR_RETURN(
      const VerifyBookResponse response,
      Call(session, &LedgerService::Stub::VerifyBook, request, kVerifyTimeout));
  Table table(
      {{"TRANSACTIONS", Align::kRight}, {"ENTRIES", Align::kRight}, {"HASH"}});
  table.AddRow({absl::StrCat(response.transaction_count()),
                absl::StrCat(response.entry_count()), response.hash()});
  Show(session, response, table);
  return absl::OkStatus();
}

}  // namespace

void AddLedgerVerify(Program& program) {
  program.AddVerb("ledger", "verify",
                  "Prove the book: sums, sequence, hash chain, balances",
                  {"ritornello ledger verify"}, Run);
}

}  // namespace ritornello::cli
