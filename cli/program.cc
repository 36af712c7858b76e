#include "cli/program.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/status/error.h"

namespace ritornello::cli {
namespace {

// The nouns, in the order of a user's work.
constexpr std::pair<const char*, const char*> kNouns[] = {
    {"account", "Labels and artists whose catalogues are kept apart"},
    {"party", "People and companies that own shares"},
    {"audio", "Measure audio files"},
    {"catalog", "Take whole folders of music in"},
    {"track", "Tracks: find, describe, check, and say who owns them"},
    {"library", "Stock-music libraries and what they demand"},
    {"vocabulary", "The words for moods, instruments, uses and genres"},
    {"job", "Work that goes on in the background"},
    {"deal", "Terms under which tracks earn money"},
    {"statement", "What libraries report, and how it was divided"},
    {"payee", "What the owners earned"},
    {"ledger", "The books"},
};

void PrintError(const absl::Status& status, std::ostream& err) {
  err << "ritornello: " << Printable(status.message()) << '\n';
}

}  // namespace

Program::Program() : app_("Measure, catalogue, place and account for music.") {
  app_.name("ritornello");
  app_.require_subcommand(1);
  app_.add_option("--server", server_, "Where the service listens")
      ->envname("RITORNELLO_SERVER")
      ->capture_default_str();
  app_.add_flag("--json", json_, "One JSON object a line, for machines");
  app_.add_flag("--table", table_, "An aligned table even into a pipe")
      ->excludes("--json");
  app_.footer(
      "Tables on a terminal, tab-separated lines into a pipe.\n"
      "Exit code: 0 done, 1 refused (the reason is on standard error), 2 wrong "
      "usage.");
  for (const auto& [noun, about] : kNouns) {
    app_.add_subcommand(noun, about)->require_subcommand(1)->fallthrough();
  }
}

CLI::App& Program::AddVerb(const std::string& noun, const std::string& verb,
                           const std::string& about,
                           const std::vector<std::string>& examples, Run run) {
  CLI::App* parser = app_.get_subcommand(noun)->add_subcommand(verb, about);
  parser->fallthrough();  // --json and --server may stand behind the verb
  parser->footer(
      absl::StrCat("Examples:\n  ", absl::StrJoin(examples, "\n  ")));
  parser->callback([this, run = std::move(run)] { chosen_ = run; });
  return *parser;
}

int Program::Main(std::vector<std::string> arguments, World& world) {
  std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants them
  try {
    app_.parse(std::move(arguments));
  } catch (const CLI::ParseError& error) {
    const int code = app_.exit(error, world.out, world.err);
    return code == 0 ? kExitDone : kExitUsage;
  }
  Session session{
      .channel = world.connect(server_),
      .style = json_                             ? Style::kJson
               : table_ || world.out_is_terminal ? Style::kTable
                                                 : Style::kTabs,
      .out = world.out,
      .err = world.err,
      .err_is_terminal = world.err_is_terminal,
      .clock = world.clock,
  };
  const absl::Status status = chosen_(session);
  if (status.ok()) return kExitDone;
  PrintError(status, world.err);
  return kExitRefused;
}

CLI::Option* AddAccountFlag(CLI::App& verb, std::string& account) {
  return verb.add_option("--account", account, "Whose catalogue")
      ->envname("RITORNELLO_ACCOUNT");
}

}  // namespace ritornello::cli
