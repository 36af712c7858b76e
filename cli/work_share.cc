#include "cli/format.h"
#include "cli/split_sheets.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"

namespace ritornello::cli {
namespace {

struct Options {
  std::string account;
  std::string work;
  ShareFlags flags;
};

absl::Status Run(const Options& options, Session& session) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::string work,
                              FullName(options.work, "works", options.account));
  if (options.flags.parties.empty()) return ListSheets(work, session);
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<catalog::v1::SplitSheet> sheets,
      SheetsFrom(options.flags,
                 {"sync-composition", "performance", "mechanical"}, work));
  return RecordSheets(work, sheets, session);
}

}  // namespace

void AddWorkShare(Program& program) {
  auto options = std::make_shared<Options>();
  const Verb verb = program.AddVerb(
      "work", "share", "Say, or show, who wrote and who publishes a work",
      {"ritornello work share nocturne --account acme",
       "ritornello work share nocturne --account acme --party ana:writer=50% "
       "--party blue:publisher=50%",
       "ritornello work share nocturne --account acme --right performance "
       "--party ana:writer=100% --from 2026-11-01"},
      [options](Session& session) { return Run(*options, session); });
  verb.AddOption("WORK", options->work, "Name, or its last part").Required();
  AddAccountFlag(verb, options->account);
  AddShareFlags(verb, "sync-composition|performance|mechanical",
                "all three of the composition when not given", options->flags);
}

}  // namespace ritornello::cli
