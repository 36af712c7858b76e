// Every verb's help shows how it is used, and what it shows is right.
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>
#include <wordexp.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "cli/program.h"
#include "cli/testing/run_program.h"
#include "cli/verbs.h"
#include "libs/time/fake_clock.h"
#include "ritornello/catalog/v1/account_service.grpc.pb.h"

namespace ritornello::cli {
namespace {

std::unique_ptr<Program> NewProgram() {
  auto program = std::make_unique<Program>();
  AddAllVerbs(*program);
  return program;
}

std::vector<const CLI::App*> SubcommandsOf(const CLI::App& app) {
  return app.get_subcommands(std::function<bool(const CLI::App*)>());
}

// The lines beneath "Examples:".
std::vector<std::string> ExamplesOf(const CLI::App& verb) {
  std::vector<std::string> examples;
  for (absl::string_view line : absl::StrSplit(verb.get_footer(), '\n')) {
    if (absl::ConsumePrefix(&line, "  ")) examples.emplace_back(line);
  }
  return examples;
}

// As a shell parts it; nothing behind a pipe or a redirection.
std::vector<std::string> Words(const std::string& line) {
  wordexp_t expanded;
  const std::string command = line.substr(0, line.find_first_of("|>"));
  EXPECT_EQ(wordexp(command.c_str(), &expanded, WRDE_NOCMD), 0) << line;
  std::vector<std::string> words(expanded.we_wordv,
                                 expanded.we_wordv + expanded.we_wordc);
  wordfree(&expanded);
  return words;
}

// `arguments` asked of a server that knows no call.
testing::Ran Ask(const std::vector<std::string>& arguments) {
  catalog::v1::AccountService::Service no_service;
  grpc::ServerBuilder builder;
  builder.RegisterService(&no_service);
  return testing::RunProgram(arguments, builder);
}

TEST(ExamplesTest, EveryVerbHasOneAndItParses) {
  const std::unique_ptr<Program> program = NewProgram();
  int verb_count = 0;
  for (const CLI::App* noun : SubcommandsOf(program->parser())) {
    for (const CLI::App* verb : SubcommandsOf(*noun)) {
      const std::string command =
          absl::StrCat(noun->get_name(), " ", verb->get_name());
      SCOPED_TRACE(command);
      ++verb_count;
      int own_count = 0;
      for (const std::string& example : ExamplesOf(*verb)) {
        if (!absl::StartsWith(example, "ritornello ")) continue;
        own_count += absl::StrContains(example, command) ? 1 : 0;
        std::vector<std::string> arguments = Words(example);
        arguments.erase(arguments.begin());
        const testing::Ran ran = Ask(arguments);
        EXPECT_NE(ran.exit_code, kExitUsage) << example << ran.err;
      }
      EXPECT_GE(own_count, 1);
    }
  }
  EXPECT_GE(verb_count, 36);
}

TEST(ExamplesTest, HelpIsAWordAndAFlag) {
  const struct {
    std::vector<std::string> arguments;
    int code;
    const char* want;  // in what is printed
  } cases[] = {
      {{"help"}, kExitDone, "64-bit integers"},
      {{"--help"}, kExitDone, "64-bit integers"},
      {{"help", "track"}, kExitDone, "search"},
      {{"track", "--help"}, kExitDone, "search"},
      {{"help", "track", "search"}, kExitDone, "Examples:"},
      {{"track", "search", "--help"}, kExitDone, "Examples:"},
      {{"--version"}, kExitDone, "ritornello 0."},
      {{"help", "trak"}, kExitUsage, "did you mean track?"},
      {{"help", "track", "serch"}, kExitUsage, "did you mean search?"},
  };
  for (const auto& c : cases) {
    const std::unique_ptr<Program> program = NewProgram();
    std::ostringstream out;
    ::ritornello::testing::FakeClock clock;
    World world{.out = out, .err = out, .clock = clock, .connect = nullptr};
    EXPECT_EQ(program->Main(c.arguments, world), c.code) << c.want;
    EXPECT_NE(out.str().find(c.want), std::string::npos) << out.str();
  }
}

}  // namespace
}  // namespace ritornello::cli
