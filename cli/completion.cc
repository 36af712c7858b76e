#include "cli/completion.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/substitute.h"
#include "cli/verbs.h"

namespace ritornello::cli {
namespace {

// $0 the flags that take a value, $1 values by "noun verb flag", $2 words by
// "noun verb".
constexpr char kBash[] =
    R"sh(# bash completion for ritornello, made by `ritornello completion bash`.

_ritornello_ids() {
  timeout 1 ritornello "$$@" 2>/dev/null </dev/null | cut -f1 | sed 's|.*/||'
}

_ritornello() {
  local cur="$${COMP_WORDS[COMP_CWORD]}" prev="$${COMP_WORDS[COMP_CWORD - 1]}"
  local noun="" verb="" words="" values="" i
  local account="$${RITORNELLO_ACCOUNT:-}"
  for ((i = 1; i < COMP_CWORD; ++i)); do
    case "$${COMP_WORDS[i]}" in
      --account) account="$${COMP_WORDS[i + 1]}"; i=$$((i + 1)) ;;
      $0) i=$$((i + 1)) ;;
      -*) ;;
      *)
        if [ -z "$$noun" ]; then
          noun="$${COMP_WORDS[i]}"
        elif [ -z "$$verb" ]; then
          verb="$${COMP_WORDS[i]}"
        fi
        ;;
    esac
  done
  COMPREPLY=()
  case "$$noun $$verb $$prev" in
$1    *" --account") words="$$(_ritornello_ids account list)" ;;
    $3) return 0 ;;
    *)
      case "$$noun $$verb" in
$2      esac
      case "$$cur $$values" in
        -*) ;;
        *" TRACK")
          ids="$$(_ritornello_ids track list --account "$$account")"
          words="$$words $$ids" ;;
        *" WORK")
          ids="$$(_ritornello_ids work list --account "$$account")"
          words="$$words $$ids" ;;
        *) words="$$words $$values" ;;
      esac
      ;;
  esac
  COMPREPLY=($$(compgen -W "$$words" -- "$$cur"))
}

complete -o bashdefault -o default -F _ritornello ritornello
)sh";

constexpr char kZsh[] = R"(#compdef ritornello
autoload -U +X compinit && compinit
autoload -U +X bashcompinit && bashcompinit
)";

std::vector<const CLI::App*> SubcommandsOf(const CLI::App& app) {
  return app.get_subcommands(std::function<bool(const CLI::App*)>());
}

// Of an option whose type is named "a|b|c": "a b c".
std::string ValuesOf(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  return type.find('|') == std::string::npos
             ? ""
             : absl::StrReplaceAll(type, {{"|", " "}});
}

bool TakesValue(const CLI::Option& option) {
  return !option.get_lnames().empty() && option.get_items_expected_max() > 0;
}

// "--account --json ..." of `app` and of what it hangs in.
std::vector<std::string> FlagsOf(const CLI::App& app) {
  std::vector<std::string> flags;
  for (const CLI::App* level = &app; level != nullptr;
       level = level->get_parent()) {
    for (const CLI::Option* option : level->get_options()) {
      for (const std::string& name : option->get_lnames()) {
        const std::string flag = "--" + name;
        if (std::find(flags.begin(), flags.end(), flag) == flags.end()) {
          flags.push_back(flag);
        }
      }
    }
  }
  return flags;
}

std::vector<std::string> NamesOf(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* sub : SubcommandsOf(app)) {
    names.push_back(sub->get_name());
  }
  return names;
}

struct Cases {
  std::vector<std::string> value_flags;
  std::string values;  // behind a flag
  std::string words;   // behind a noun and a verb
};

void AddWords(const std::string& place, const std::vector<std::string>& words,
              const std::string& values, Cases& cases) {
  absl::StrAppend(
      &cases.words, "        \"", place, "\") words=\"",
      absl::StrJoin(words, " "), "\"",
      values.empty() ? "" : absl::StrCat("; values=\"", values, "\""), " ;;\n");
}

void AddVerb(const std::string& noun, const CLI::App& verb, Cases& cases) {
  const std::string place = absl::StrCat(noun, " ", verb.get_name());
  std::string positional;
  for (const CLI::Option* option : verb.get_options()) {
    const std::string values = ValuesOf(*option);
    if (TakesValue(*option)) {
      const std::string flag = "--" + option->get_lnames()[0];
      cases.value_flags.push_back(flag);
      if (!values.empty()) {
        absl::StrAppend(&cases.values, "    \"", place, " ", flag,
                        "\") words=\"", values, "\" ;;\n");
      }
    } else if (option->get_positional() && positional.empty()) {
      const std::string name = option->get_name();
      positional = name == "TRACK" || name == "WORK" ? name : values;
    }
  }
  AddWords(place, FlagsOf(verb), positional, cases);
}

Cases CasesOf(const CLI::App& program) {
  Cases cases;
  cases.value_flags.push_back("--server");
  std::vector<std::string> first = NamesOf(program);
  first.push_back("help");
  const std::vector<std::string> flags = FlagsOf(program);
  first.insert(first.end(), flags.begin(), flags.end());
  AddWords(" ", first, "", cases);
  AddWords("help ", NamesOf(program), "", cases);
  for (const CLI::App* noun : SubcommandsOf(program)) {
    AddWords(noun->get_name() + " ", NamesOf(*noun), "", cases);
    AddWords("help " + noun->get_name(), NamesOf(*noun), "", cases);
    for (const CLI::App* verb : SubcommandsOf(*noun)) {
      AddVerb(noun->get_name(), *verb, cases);
    }
  }
  std::sort(cases.value_flags.begin(), cases.value_flags.end());
  cases.value_flags.erase(
      std::unique(cases.value_flags.begin(), cases.value_flags.end()),
      cases.value_flags.end());
  return cases;
}

void AddShell(Program& program, const std::string& shell,
              const std::vector<std::string>& examples,
              std::string (*script)(const CLI::App&)) {
  program.AddVerb("completion", shell,
                  absl::StrCat("Print the script for ", shell), examples,
                  [&program, script](Session& session) {
                    session.out << script(program.parser());
                    return absl::OkStatus();
                  });
}

}  // namespace

std::string BashCompletion(const CLI::App& program) {
  const Cases cases = CasesOf(program);
  return absl::Substitute(
      kBash, absl::StrJoin(cases.value_flags, " | "), cases.values, cases.words,
      absl::StrCat("*\" ", absl::StrJoin(cases.value_flags, "\" | *\" "),
                   "\""));
}

std::string ZshCompletion(const CLI::App& program) {
  return kZsh + BashCompletion(program);
}

void AddCompletion(Program& program) {
  AddShell(program, "bash",
           {"ritornello completion bash > "
            "~/.local/share/bash-completion/completions/ritornello",
            "source <(ritornello completion bash)"},
           BashCompletion);
  AddShell(program, "zsh",
           {"ritornello completion zsh > ~/.zfunc/_ritornello",
            "source <(ritornello completion zsh)"},
           ZshCompletion);
}

}  // namespace ritornello::cli
