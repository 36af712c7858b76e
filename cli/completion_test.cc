#include "cli/completion.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "cli/verbs.h"

namespace ritornello::cli {
namespace {

// What `command` prints, and how it ended.
std::string Output(const std::string& command) {
  FILE* pipe = popen(command.c_str(), "r");
  std::string output;
  char part[4096];
  while (size_t size = fread(part, 1, sizeof(part), pipe)) {
    output.append(part, size);
  }
  return absl::StrCat(output, pclose(pipe));
}

class CompletionTest : public ::testing::Test {
 protected:
  CompletionTest() {
    AddAllVerbs(program_);
    const std::string folder = ::testing::TempDir();
    script_ = folder + "/ritornello.bash";
    std::ofstream(script_) << BashCompletion(program_.parser());
    // A server's answers without a server.
    std::ofstream(folder + "/ritornello")
        << "#!/bin/sh\n"
           "case \"$*\" in\n"
           "  'account list') printf 'accounts/acme\\tAcme\\n' ;;\n"
           "  'track list --account acme') printf 'nocturne-1f\\tN\\n' ;;\n"
           "  'work list --account acme')"
           " printf 'accounts/acme/works/nocturne\\tN\\n' ;;\n"
           "esac\n";
    std::system(("chmod +x " + folder + "/ritornello").c_str());
    path_ = folder;
  }

  // What bash offers behind `words`, the last of which is being typed.
  std::string Offered(const std::string& words) {
    return Output(absl::StrCat(
        "PATH=", path_, ":$PATH bash -c 'unset RITORNELLO_ACCOUNT; source ",
        script_, "; COMP_WORDS=(ritornello ", words,
        "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _ritornello; "
        "echo \"${COMPREPLY[*]}\"'"));
  }

  Program program_;
  std::string script_;
  std::string path_;
};

TEST_F(CompletionTest, BashCompletesNounsVerbsFlagsAndValues) {
  const struct {
    const char* words;
    const char* want;
  } cases[] = {
      {"tr", "track"},
      {"help", "help"},
      {"help led", "ledger"},
      {"help ledger ver", "verify"},
      {"--json led", "ledger"},
      {"--server 127.0.0.1:1 led", "ledger"},
      {"track se", "search"},
      {"track search --fac", "--facets"},
      {"track search --mood happy --te", "--text"},
      {"track share x --right ma", "master"},
      {"job list --state \"\"", "pending running failed"},
      {"vocabulary list in", "instrument"},
      {"deal create x --model d", "direct-payout"},
      {"completion z", "zsh"},
      {"track list --account ac", "acme"},
      {"track get --account acme noc", "nocturne-1f"},
      {"work get --account acme noc", "nocturne"},
      {"work share x --right p", "performance"},
      {"track list --account acme --json --ta", "--table"},
      {"catalog ingest m", ""},  // a path: bash's own files
      {"frob x", ""},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(Offered(c.words), absl::StrCat(c.want, "\n0")) << c.words;
  }
}

TEST_F(CompletionTest, EveryVerbIsOfferedWithItsFlags) {
  int verb_count = 0;
  for (const CLI::App* noun : program_.parser().get_subcommands(
           std::function<bool(const CLI::App*)>())) {
    for (const CLI::App* verb :
         noun->get_subcommands(std::function<bool(const CLI::App*)>())) {
      ++verb_count;
      const std::string flags =
          Offered(absl::StrCat(noun->get_name(), " ", verb->get_name(), " --"));
      for (const CLI::Option* option : verb->get_options()) {
        for (const std::string& name : option->get_lnames()) {
          EXPECT_NE((" " + flags).find(" --" + name), std::string::npos)
              << noun->get_name() << ' ' << verb->get_name() << ": " << flags;
        }
      }
    }
  }
  EXPECT_GT(verb_count, 30);
}

// As zsh's bashcompinit calls it: arrays from 0, words split like a shell's.
TEST_F(CompletionTest, ZshRunsWhatBashRuns) {
  const std::string script = path_ + "/_ritornello";
  std::ofstream(script) << ZshCompletion(program_.parser());
  const auto offered = [&](const std::string& words) {
    return Output(absl::StrCat(
        "PATH=", path_, ":$PATH zsh -f -c 'source ", script,
        " 2>/dev/null; complete_it() { emulate -L sh; setopt kshglob "
        "noshglob braceexpand ksharrays; COMP_WORDS=(ritornello ",
        words,
        "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _ritornello; echo "
        "\"${COMPREPLY[*]}\"; }; complete_it'"));
  };
  // zsh leaves out by itself what does not begin with what was typed.
  const struct {
    const char* words;
    const char* want;
  } cases[] = {
      {"tr", " track "},
      {"track search --fac", " --facets "},
      {"job list --state \"\"", " pending running failed "},
      {"track get --account acme noc", " nocturne-1f "},
  };
  for (const auto& c : cases) {
    const std::string got = " " + offered(c.words);
    EXPECT_NE(got.substr(0, got.find('\n')).append(" ").find(c.want),
              std::string::npos)
        << c.words << ":" << got;
  }
}

}  // namespace
}  // namespace ritornello::cli
