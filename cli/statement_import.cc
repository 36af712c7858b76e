#include <fstream>

#include "absl/strings/str_cat.h"
#include "cli/file_chunks.h"
#include "cli/format.h"
#include "cli/progress.h"
#include "cli/statement_table.h"
#include "cli/usage.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "libs/utf8/utf8.h"
#include "ritornello/royalties/v1/statement_service.grpc.pb.h"

namespace ritornello::cli {

using royalties::v1::ImportStatementRequest;
using royalties::v1::Statement;
using royalties::v1::StatementHeader;
using royalties::v1::StatementService;

namespace {

// U+FFFD takes three bytes where one was.
constexpr size_t kReplacementSize = 3;

struct Options {
  std::string file;
  std::string total;
  StatementHeader header;
};

absl::Status NothingImported(absl::string_view path,
                             const absl::Status& cause) {
  return absl::Status(cause.code(), absl::StrCat(path, ": ", cause.message(),
                                                 "; nothing was imported"));
}

// What was taken in and will not be divided until somebody decides.
absl::Status Held(const Statement& statement) {
  const std::string id = LastPart(statement.name());
  return WaitsForPerson(absl::StrCat(
      id, " is held: ", statement.hold_reason(),
      ". Let it go on with `ritornello statement release ", id,
      "`, or take it back with `ritornello statement void ", id,
      " --reason WHY`. Was a --total wrong, import the file again with the "
      "right one."));
}

absl::StatusOr<Statement> Send(const Options& options, std::ifstream& file,
                               Session& session) {
  grpc::ClientContext context;
  StatementService::Stub stub(session.channel);
  Statement statement;
  const auto writer = stub.ImportStatement(&context, &statement);
  ImportStatementRequest request;
  *request.mutable_header() = options.header;
  Progress progress("sending", session.err_is_terminal, session.err,
                    session.clock);
  int64_t sent = 0;
  // A refused Write means that the server has already answered: Finish knows.
  bool open = writer->Write(request);
  const int64_t file_size = options.header.file_size_bytes();
  const auto send = [&](absl::string_view chunk) {
    request.set_chunk(chunk.data(), chunk.size());
    open = open && writer->Write(request);
    sent += static_cast<int64_t>(chunk.size());
    progress.Show(sent, file_size);
    return open;
  };
  const absl::Status read = ForEachChunk(file, kChunkSize, send, file_size);
  if (!read.ok()) {
    // Half a file must not be taken for the whole one.
    context.TryCancel();
    writer->Finish();
    return NothingImported(options.file, read);
  }
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  if (!status.ok()) return StatusFrom(status);
  return statement;
}

absl::Status Run(Options& options, Session& session) {
  std::ifstream file(options.file, std::ios::binary);
  if (!file) {
    return absl::NotFoundError(absl::StrCat("cannot read ", options.file));
  }
  const absl::StatusOr<FileDigest> digest = DigestOf(file);
  if (!digest.ok()) return NothingImported(options.file, digest.status());
  options.header.set_file_size_bytes(digest->size_bytes);
  options.header.set_file_sha256(digest->sha256);
  options.header.set_parent(kBook);
  const std::string file_name = LastPart(options.file);
  // For people only: a name in another encoding is no reason to refuse.
  options.header.set_file_name(
      ToUtf8(file_name, kReplacementSize * file_name.size()));
  if (!options.total.empty()) {
    RITORNELLO_ASSIGN_OR_RETURN(
        *options.header.mutable_declared_total(),
        ParseAmount("--total", options.total, options.header.currency_code()));
  }
  RITORNELLO_ASSIGN_OR_RETURN(const Statement statement,
                              Send(options, file, session));
  Show(session, statement, StatementTable(statement));
  if (statement.state() == Statement::HELD) return Held(statement);
  return absl::OkStatus();
}

}  // namespace

void AddStatementImport(Program& program) {
  auto options = std::make_shared<Options>();
  StatementHeader& header = options->header;
  const Verb verb = program.AddVerb(
      "statement", "import", "Take in what a library reports, and divide it",
      {"ritornello statement import october.csv --source artlist "
       "--source-account A --period 2026-10 --currency USD",
       "ritornello statement import october.csv --source artlist "
       "--source-account A --period 2026-10 --currency USD --total 247.42"},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("FILE", options->file, "CSV or TSV with column names")
      .Required();
  verb.AddOption("--source", *header.mutable_source(),
                 "The library that reports")
      .Required();
  verb.AddOption("--source-account", *header.mutable_source_account(),
                 "Whose statement of that library it is")
      .Required();
  verb.AddOption("--period", *header.mutable_period(), "The month, 2026-10")
      .Required();
  verb.AddOption("--currency", *header.mutable_currency_code(), "USD")
      .Required();
  verb.AddOption("--profile", *header.mutable_profile(),
                 "How the file is written; see `statement profiles`; without "
                 "it the column names say");
  verb.AddFlag(
      "--range", [options] { options->header.set_is_range(true); },
      "The file is an export over several months: take the lines of --period "
      "only");
  verb.AddOption("--total", options->total,
                 "What the library says it pays; the statement is held when "
                 "its lines add up to something else");
}

}  // namespace ritornello::cli
