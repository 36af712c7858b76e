#include "absl/strings/str_cat.h"
#include "cli/format.h"
#include "cli/statement_table.h"
#include "cli/usage.h"
#include "cli/verbs.h"
#include "ritornello/royalties/v1/statement_service.grpc.pb.h"

namespace ritornello::cli {

using royalties::v1::ListStatementLinesRequest;
using royalties::v1::ListStatementLinesResponse;
using royalties::v1::StatementLine;
using royalties::v1::StatementService;

namespace {

struct Options {
  std::string statement;
  std::string state;
};

// Why it is in suspense, and what is remarkable.
std::string Remark(const StatementLine& line) {
  if (line.state() != StatementLine::SUSPENSE) return line.note();
  const std::string reason =
      Humane(StatementLine::SuspenseReason_Name(line.suspense_reason()));
  return line.note().empty() ? reason : absl::StrCat(reason, ": ", line.note());
}

std::vector<std::string> ToRow(const StatementLine& line) {
  return {absl::StrCat(line.ordinal()),
          line.isrc().empty() ? line.track_reference() : line.isrc(),
          line.title(),
          line.net(),
          Humane(StatementLine::State_Name(line.state())),
          LastPart(line.track()),
          Remark(line)};
}

absl::Status Run(const Options& options, Session& session) {
  ListStatementLinesRequest request;
  request.set_parent(StatementName(options.statement));
  StatementLine::State state = StatementLine::STATE_UNSPECIFIED;
  if (!options.state.empty() &&
      !StatementLine::State_Parse(Shouted(options.state), &state)) {
    return WrongUsage("--state", "must be open, matched or suspense");
  }
  request.set_state(state);
  request.set_page_size(kPageSize);
  return List(session, &StatementService::Stub::ListStatementLines, request,
              &ListStatementLinesResponse::lines,
              {{"LINE", Align::kRight},
               {"TRACK GIVEN"},
               {"TITLE"},
               {"NET", Align::kPoint},
               {"STATE"},
               {"TRACK"},
               {"REMARK"}},
              ToRow);
}

}  // namespace

void AddStatementLines(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "statement", "lines", "List a statement's lines and what became of them",
      {"ritornello statement lines artlist-a-2026-10",
       "ritornello statement lines artlist-a-2026-10 --state suspense"},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("STATEMENT", options->statement, "Name, or its last part")
      .Required();
  verb.AddOption("--state", options->state, "open, matched or suspense");
}

}  // namespace ritornello::cli
