#include "cli/program.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "cli/errors.h"
#include "cli/usage.h"

namespace ritornello::cli {
namespace {

struct Noun {
  const char* name;
  const char* about;
  const char* program;  // which of the three serves it
};

constexpr char kAnalysis[] = "ritornello-analysis";
constexpr char kCatalog[] = "ritornello-catalog";
constexpr char kRoyalties[] = "ritornello-royalties";

// In the order of a user's work.
constexpr Noun kNouns[] = {
    {"account", "Labels and artists whose catalogues are kept apart", kCatalog},
    {"party", "People and companies that own shares", kCatalog},
    {"audio", "Measure audio files", kAnalysis},
    {"catalog", "Take whole folders of music, or manifests, in", kCatalog},
    {"track", "Tracks: find, describe, check, and say who owns them", kCatalog},
    {"work", "Compositions: who wrote and who publishes what tracks record",
     kCatalog},
    {"library", "Stock-music libraries and what they demand", kCatalog},
    {"agreement", "Who signed that what is theirs may be placed", kCatalog},
    {"sample", "Other people's music in a track", kCatalog},
    {"outlet", "Where else tracks are available", kCatalog},
    {"placement", "Which library holds which track, exclusively or not",
     kCatalog},
    {"submission", "A few tracks for one library, and what it answers",
     kCatalog},
    {"vocabulary", "The words for moods, instruments, uses and genres",
     kCatalog},
    {"job", "Work that goes on in the background", kCatalog},
    {"deal", "Terms under which tracks earn money", kRoyalties},
    {"statement", "What libraries report, and how it was divided", kRoyalties},
    {"payee", "What the owners earned", kRoyalties},
    {"ledger", "The books", kRoyalties},
    {"completion", "Let the shell complete words", "no server"},
};

std::string ProgramFor(absl::string_view noun) {
  for (const Noun& known : kNouns) {
    if (noun == known.name) return known.program;
  }
  return "";
}

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

std::string DidYouMean(const std::string& near) {
  return near.empty() ? "" : absl::StrCat("; did you mean ", near, "?");
}

// The noun or verb at which the command line stopped.
const CLI::App& LevelOf(const CLI::App& app) {
  const std::vector<CLI::App*> named = app.get_subcommands();
  if (named.empty()) return app;
  const std::vector<CLI::App*> verbs = named[0]->get_subcommands();
  return verbs.empty() ? *named[0] : *verbs[0];
}

// "ritornello track get".
std::string CommandAt(const CLI::App& level) {
  return level.get_parent() == nullptr
             ? level.get_name()
             : absl::StrCat(CommandAt(*level.get_parent()), " ",
                            level.get_name());
}

// Which word is unknown, or missing, and what there is.
std::string ExplainWords(const CLI::App& app, const CLI::App& level) {
  std::vector<std::string> words;
  for (const CLI::App* sub : SubcommandsOf(level)) {
    words.push_back(sub->get_name());
  }
  const std::vector<std::string> left = app.remaining(/*recurse=*/true);
  const auto unknown =
      std::find_if(left.begin(), left.end(), [](const std::string& argument) {
        return !absl::StartsWith(argument, "-");
      });
  const std::string command = CommandAt(level);
  std::string what = "a word is missing";
  if (unknown != left.end()) {
    what = absl::StrCat("unknown word \"", Printable(*unknown), "\"",
                        DidYouMean(NearWord(*unknown, words)));
  }
  return absl::StrCat(command, ": ", what, "\n`", command, "` goes on with ",
                      absl::StrJoin(words, ", "));
}

// The first flag that `verb` does not know, and the one that was meant.
std::string ExplainFlags(const CLI::App& app, const CLI::App& verb) {
  std::set<std::string> flags;
  for (const CLI::App* level = &verb; level != nullptr;
       level = level->get_parent()) {
    for (const CLI::Option* option : level->get_options()) {
      for (const std::string& name : option->get_lnames()) {
        flags.insert("--" + name);
      }
    }
  }
  for (const std::string& argument : app.remaining(/*recurse=*/true)) {
    if (!absl::StartsWith(argument, "-")) continue;
    const std::string name = argument.substr(0, argument.find('='));
    return absl::StrCat(
        CommandAt(verb), ": no flag ", Printable(name),
        DidYouMean(NearWord(name, {flags.begin(), flags.end()})));
  }
  return "";
}

// What is wrong with a command line, in one or two lines.
std::string ExplainUsage(const CLI::App& app, const CLI::ParseError& error) {
  // By the code: the name of an ExtrasError is that of the verb.
  const auto code = static_cast<CLI::ExitCodes>(error.get_exit_code());
  const bool is_about_words = code == CLI::ExitCodes::RequiredError ||
                              code == CLI::ExitCodes::ExtrasError;
  const CLI::App& level = LevelOf(app);
  if (is_about_words && !SubcommandsOf(level).empty()) {
    return ExplainWords(app, level);
  }
  if (is_about_words) {
    const std::string flags = ExplainFlags(app, level);
    if (!flags.empty()) return flags;
  }
  return absl::StrCat(CommandAt(level), ": ", Printable(error.what()));
}

// `help track get` as `track get --help`. A word that is unknown is left to be
// found unknown.
void HelpIsAFlag(const CLI::App& app, std::vector<std::string>& arguments) {
  if (arguments.empty() || arguments[0] != "help") return;
  arguments.erase(arguments.begin());
  const CLI::App* level = &app;
  for (const std::string& word : arguments) {
    if (absl::StartsWith(word, "-")) continue;
    const CLI::App* next = nullptr;
    for (const CLI::App* sub : SubcommandsOf(*level)) {
      if (sub->get_name() == word) next = sub;
    }
    if (next == nullptr) return;
    level = next;
  }
  arguments.push_back("--help");
}

bool Has(const std::vector<std::string>& arguments, absl::string_view flag) {
  return std::find(arguments.begin(), arguments.end(), flag) != arguments.end();
}

absl::Status AllWritten(std::ostream& out) {
  if (out.flush()) return absl::OkStatus();
  return absl::UnavailableError(
      "cannot write all of the answer; is the disk full?");
}

}  // namespace

Program::Program()
    : app_(std::make_unique<CLI::App>(
          "Measure, catalogue, place and account for music.")) {
  app_->name("ritornello");
  app_->require_subcommand(1);
  app_->add_option("--server", server_, "Where the service listens")
      ->envname("RITORNELLO_SERVER")
      ->capture_default_str();
  app_->add_flag("--json", json_, "One JSON object a line, for machines");
  app_->add_flag("--table", table_, "An aligned table even into a pipe")
      ->excludes("--json");
  app_->set_version_flag("--version", "ritornello " RITORNELLO_VERSION,
                         "Tell the version");
  app_->footer(
      "`ritornello help NOUN VERB` shows a verb with examples.\n"
      "Tables on a terminal, cut to its width; into a pipe tab-separated "
      "lines,\nwhole, without a header, in the columns of the table.\n"
      "--json: names as in the protos; 64-bit integers, as micros, are "
      "strings;\nerrors are objects on standard error.\n"
      "Lists come in the order of their ids, statements the newest first, "
      "transactions\nas they were posted, search results the best first.\n"
      "Exit code: 0 done, 1 refused (the reason is on standard error), 2 wrong "
      "usage,\n3 held, 130 ended by Ctrl-C.\n"
      "Flags of several words may have underscores, too: --source_account.");
  for (const Noun& noun : kNouns) {
    app_->add_subcommand(noun.name, noun.about)
        ->require_subcommand(1)
        ->fallthrough();
  }
}

Program::~Program() = default;

Verb Program::AddVerb(const std::string& noun, const std::string& verb,
                      const std::string& about,
                      const std::vector<std::string>& examples, Run run) {
  CLI::App* parser = app_->get_subcommand(noun)->add_subcommand(verb, about);
  parser->fallthrough();  // --json and --server may stand behind the verb
  parser->footer(
      absl::StrCat("Examples:\n  ", absl::StrJoin(examples, "\n  ")));
  parser->callback([this, run = std::move(run)] { chosen_ = run; });
  return Verb(*parser);
}

absl::Status Program::Parse(std::vector<std::string> arguments, World& world) {
  std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants them
  try {
    app_->parse(std::move(arguments));
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {  // --help, --version
      app_->exit(error, world.out, world.err);
      chosen_ = [](Session&) { return absl::OkStatus(); };
      return absl::OkStatus();
    }
    return absl::InvalidArgumentError(ExplainUsage(*app_, error));
  }
  return absl::OkStatus();
}

int Program::RunVerb(World& world) {
  const CLI::App& verb = LevelOf(*app_);
  SetTerminalWidth(world.out, world.out_is_terminal ? world.out_width : 0);
  Session session{
      .channel =
          Connection([this, &world] { return world.connect(server_); },
                     {.server = server_,
                      .patience = world.patience,
                      .err = world.err_is_terminal ? &world.err : nullptr}),
      .style = json_                             ? Style::kJson
               : table_ || world.out_is_terminal ? Style::kTable
                                                 : Style::kTabs,
      .out = world.out,
      .err = world.err,
      .err_is_terminal = world.err_is_terminal,
      .clock = world.clock,
  };
  absl::Status answer = chosen_(session);
  if (answer.ok()) answer = AllWritten(world.out);
  if (answer.ok()) return kExitDone;
  const CLI::App* noun = verb.get_parent();
  const absl::Status status = Explain(
      answer, {.command = absl::StrCat(noun->get_name(), " ", verb.get_name()),
               .program = ProgramFor(noun->get_name()),
               .server = server_});
  if (json_) {
    world.err << ErrorJson(status) << '\n';
  } else {
    world.err << "ritornello: " << Printable(InFlags(status, verb)) << '\n';
  }
  if (IsWaitingForPerson(answer)) return kExitHeld;
  return IsWrongUsage(answer) ? kExitUsage : kExitRefused;
}

int Program::Main(std::vector<std::string> arguments, World& world) {
  std::set<std::string> flags;
  CollectFlags(*app_, flags);
  HyphenateFlags(flags, arguments);
  HelpIsAFlag(*app_, arguments);
  const bool is_for_machines = Has(arguments, "--json");
  const absl::Status parsed = Parse(std::move(arguments), world);
  if (!parsed.ok()) {
    if (is_for_machines) {
      world.err << ErrorJson(parsed) << '\n';
    } else {
      world.err << parsed.message()
                << "\nRun with --help for more information.\n";
    }
    return kExitUsage;
  }
  return LevelOf(*app_).get_parent() == nullptr ||
                 LevelOf(*app_).get_parent()->get_parent() == nullptr
             ? kExitDone
             : RunVerb(world);
}

}  // namespace ritornello::cli
