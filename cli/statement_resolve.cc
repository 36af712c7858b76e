#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cli/format.h"
#include "cli/statement_table.h"
#include "cli/usage.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/royalties/v1/statement_service.grpc.pb.h"

namespace ritornello::cli {

using royalties::v1::LineMatch;
using royalties::v1::ResolveSuspenseRequest;
using royalties::v1::Statement;
using royalties::v1::StatementService;

namespace {

struct Options {
  std::string account;
  std::string statement;
  std::vector<std::string> matches;
};

// "12=nocturne-1f00aa3c".
absl::StatusOr<LineMatch> ParseMatch(const std::string& text,
                                     const std::string& account) {
  const std::vector<std::string> sides = absl::StrSplit(text, '=');
  int64_t ordinal = 0;
  if (sides.size() != 2 || sides[1].empty() ||
      !absl::SimpleAtoi(sides[0], &ordinal)) {
    return WrongUsage(
        "--line", absl::StrCat("must be like 12=TRACK, got \"", text, "\""));
  }
  LineMatch match;
  match.set_ordinal(ordinal);
  RITORNELLO_ASSIGN_OR_RETURN(*match.mutable_track(),
                              FullName(sides[1], "tracks", account));
  return match;
}

absl::Status Run(const Options& options, Session& session) {
  ResolveSuspenseRequest request;
  request.set_name(StatementName(options.statement));
  for (const std::string& text : options.matches) {
    RITORNELLO_ASSIGN_OR_RETURN(*request.add_matches(),
                                ParseMatch(text, options.account));
  }
  RITORNELLO_ASSIGN_OR_RETURN(
      const Statement statement,
      Call(session, &StatementService::Stub::ResolveSuspense, request));
  Show(session, statement, StatementTable(statement));
  return absl::OkStatus();
}

}  // namespace

void AddStatementResolve(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "statement", "resolve", "Match lines that are in suspense",
      {"ritornello statement resolve artlist-a-2026-10",
       "ritornello statement resolve artlist-a-2026-10 --account acme --line "
       "12=nocturne-1f00aa3c"},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("STATEMENT", options->statement, "Name, or its last part")
      .Required();
  AddAccountFlag(verb, options->account);
  verb.AddOption("--line", options->matches,
                 "LINE=TRACK; repeatable; without it every suspended line is "
                 "tried again");
}

}  // namespace ritornello::cli
