// ritornello <noun> <verb>: the frame that every verb hangs in.
#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "cli/session.h"
#include "cli/verb.h"

namespace ritornello::cli {

inline constexpr int kExitDone = 0;
inline constexpr int kExitRefused = 1;  // the service, or the world, said no
inline constexpr int kExitUsage = 2;    // the command line is wrong
inline constexpr int kExitHeld = 3;     // taken in, and waits for a person

// Where a program runs: the real terminal, or a test's strings.
struct World {
  std::ostream& out;
  std::ostream& err;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  // Columns of the terminal that `out` is; 0 when it is none.
  size_t out_width = 0;
  const Clock& clock;
  // How long to wait for a server on this machine that is just starting.
  absl::Duration patience = absl::ZeroDuration();
  // Makes the channel to a server; called once, at a verb's first call.
  std::function<std::shared_ptr<grpc::Channel>(const std::string& server)>
      connect;
};

class Program {
 public:
  using Run = std::function<absl::Status(Session&)>;

  Program();
  ~Program();

  // Adds a verb and returns its parser, for flags; `run` is called when the
  // command line names it. `examples` are shown at the end of its help, one a
  // line. An option whose type is named "a|b|c" takes one of these words: help
  // and completion show them.
  Verb AddVerb(const std::string& noun, const std::string& verb,
               const std::string& about,
               const std::vector<std::string>& examples, Run run);

  // Parses and runs `arguments` (without the program's name); returns the
  // exit code. Errors go to world.err as "ritornello: what: why", or, with
  // --json, as one object (cli/errors.h).
  int Main(std::vector<std::string> arguments, World& world);

  // Every noun, verb and flag.
  const CLI::App& parser() const { return *app_; }

 private:
  absl::Status Parse(std::vector<std::string> arguments, World& world);
  int RunVerb(World& world);
  std::unique_ptr<CLI::App> app_;
  std::string server_ = "127.0.0.1:7100";
  bool json_ = false;
  bool table_ = false;
  Run chosen_;
};

}  // namespace ritornello::cli
