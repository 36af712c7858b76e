#include "cli/program.h"

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "cli/usage.h"

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
    {"agreement", "Who signed that what is theirs may be placed"},
    {"sample", "Other people's music in a track"},
    {"outlet", "Where else tracks are available"},
    {"placement", "Which library holds which track, exclusively or not"},
    {"submission", "A few tracks for one library, and what it answers"},
    {"vocabulary", "The words for moods, instruments, uses and genres"},
    {"job", "Work that goes on in the background"},
    {"deal", "Terms under which tracks earn money"},
    {"statement", "What libraries report, and how it was divided"},
    {"payee", "What the owners earned"},
    {"ledger", "The books"},
};

std::vector<const CLI::App*> SubcommandsOf(const CLI::App& app) {
  return app.get_subcommands(std::function<bool(const CLI::App*)>());
}

// Every long flag of `app` and of what hangs beneath it, without the "--".
void CollectFlags(const CLI::App& app, std::set<std::string>& flags) {
  for (const CLI::Option* option : app.get_options()) {
    flags.insert(option->get_lnames().begin(), option->get_lnames().end());
  }
  for (const CLI::App* sub : SubcommandsOf(app)) CollectFlags(*sub, flags);
}

// Servers spell their flags with underscores: those who come from there write
// --display_name, too.
void HyphenateFlags(const std::set<std::string>& flags,
                    std::vector<std::string>& arguments) {
  for (std::string& argument : arguments) {
    if (argument == "--") return;  // none but words follow
    if (!absl::StartsWith(argument, "--")) continue;
    const size_t name_end = std::min(argument.find('='), argument.size());
    const std::string name = absl::StrReplaceAll(
        absl::string_view(argument).substr(2, name_end - 2), {{"_", "-"}});
    if (flags.count(name) > 0) argument.replace(2, name_end - 2, name);
  }
}

// Explains a command line that stops before its verb: which word is unknown,
// or missing, and what there is. False when noun and verb are there.
bool ExplainWords(const CLI::App& app, std::ostream& err) {
  const std::vector<CLI::App*> named = app.get_subcommands();
  if (!named.empty() && !named[0]->get_subcommands().empty()) return false;
  const CLI::App& level = named.empty() ? app : *named[0];
  std::vector<std::string> words;
  for (const CLI::App* sub : SubcommandsOf(level)) {
    words.push_back(sub->get_name());
  }
  std::string command = app.get_name();
  if (!named.empty()) absl::StrAppend(&command, " ", level.get_name());
  const std::vector<std::string> left = app.remaining(/*recurse=*/true);
  const auto unknown =
      std::find_if(left.begin(), left.end(), [](const std::string& argument) {
        return !absl::StartsWith(argument, "-");
      });
  err << command << ": ";
  if (unknown == left.end()) {
    err << "a word is missing\n";
  } else {
    const std::string near = NearWord(*unknown, words);
    err << "unknown word \"" << Printable(*unknown)
        << (near.empty() ? "\"\n" : "\"; did you mean " + near + "?\n");
  }
  err << "`" << command << "` goes on with " << absl::StrJoin(words, ", ")
      << "\nRun with --help for more information.\n";
  return true;
}

void PrintError(const absl::Status& status, std::ostream& err) {
  err << "ritornello: " << Printable(status.message()) << '\n';
}

}  // namespace

Program::Program() : app_("Measure, catalogue, place and account for music.") {
  app_.name("ritornello");
  app_.require_subcommand(1);
  app_.set_version_flag("--version", RITORNELLO_VERSION);
  app_.add_option("--server", server_, "Where the service listens")
      ->envname("RITORNELLO_SERVER")
      ->capture_default_str();
  app_.add_flag("--json", json_, "One JSON object a line, for machines");
  app_.add_flag("--table", table_, "An aligned table even into a pipe")
      ->excludes("--json");
  app_.footer(
      "Tables on a terminal, tab-separated lines into a pipe.\n"
      "Exit code: 0 done, 1 refused (the reason is on standard error), 2 wrong "
      "usage, 3 held.\n"
      "Flags of several words may have underscores, too: --source_account.");
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
  std::set<std::string> flags;
  CollectFlags(app_, flags);
  HyphenateFlags(flags, arguments);
  std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants them
  try {
    app_.parse(std::move(arguments));
  } catch (const CLI::ParseError& error) {
    const bool is_about_words = error.get_name() == "RequiredError" ||
                                error.get_name() == "ExtrasError";
    if (is_about_words && ExplainWords(app_, world.err)) return kExitUsage;
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
  if (IsWaitingForPerson(status)) return kExitHeld;
  return IsWrongUsage(status) ? kExitUsage : kExitRefused;
}

CLI::Option* AddAccountFlag(CLI::App& verb, std::string& account) {
  return verb.add_option("--account", account, "Whose catalogue")
      ->envname("RITORNELLO_ACCOUNT");
}

}  // namespace ritornello::cli
