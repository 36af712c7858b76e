#include "cli/format.h"
#include "cli/statement_table.h"
#include "cli/usage.h"
#include "cli/verbs.h"
#include "ritornello/royalties/v1/ledger_service.grpc.pb.h"

namespace ritornello::cli {

using royalties::v1::ExportJournalRequest;
using royalties::v1::ExportJournalResponse;
using royalties::v1::JournalFormat;
using royalties::v1::LedgerService;

namespace {

absl::Status Run(const std::string& format_name, Session& session) {
  ExportJournalRequest request;
  request.set_name(kBook);
  JournalFormat format = royalties::v1::JOURNAL_FORMAT_UNSPECIFIED;
  if (!royalties::v1::JournalFormat_Parse(Shouted(format_name), &format)) {
    return WrongUsage("--format", "must be hledger, ledger, beancount or csv");
  }
  request.set_format(format);
  grpc::ClientContext context;
  LedgerService::Stub stub(session.channel);
  const auto reader = stub.ExportJournal(&context, request);
  ExportJournalResponse response;
  while (reader->Read(&response)) session.out << response.chunk();
  return StatusFrom(reader->Finish());
}

}  // namespace

void AddLedgerExport(Program& program) {
  auto format = std::make_shared<std::string>("hledger");
  const Verb verb = program.AddVerb(
      "ledger", "export", "The whole book as text for another program",
      {"ritornello ledger export --format hledger > books.journal",
       "hledger -f books.journal check --strict",
       "ritornello ledger export --format beancount > books.beancount",
       "ritornello ledger export --format csv > books.csv"},
      [format](Session& session) { return Run(*format, session); });
  verb.AddOption("--format", *format, "hledger, ledger, beancount or csv")
      .ShowDefault();
}

}  // namespace ritornello::cli
