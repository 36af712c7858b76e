// What the main() of every server is made of.
//
//   int main(int argc, char** argv) {
//     ServerOptions options{.listen = "127.0.0.1:7101"};
//     CLI::App app("Measures audio.");
//     AddServerFlags(app, options);
//     return RunProgram(app, argc, argv, options, [&](Composition& c) {
//       c.groups.push_back(
//           MakeAnalysisGroup(c.Keep(Roots(...)), *c.registry()));
//       return absl::OkStatus();
//     });
//   }
#pragma once

#include <prometheus/registry.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "libs/server/log.h"
#include "libs/server/server.h"
#include "libs/server/server_options.h"
#include "libs/time/clock.h"

namespace ritornello::server {

// What one process consists of, as its main() puts it together.
class Composition {
 public:
  // The first two must outlive it.
  Composition(const Clock& clock, const Log& log,
              std::shared_ptr<prometheus::Registry> registry)
      : clock_(clock), log_(log), registry_(std::move(registry)) {}

  const Clock& clock() const { return clock_; }
  const Log& log() const { return log_; }
  const std::shared_ptr<prometheus::Registry>& registry() const {
    return registry_;
  }

  std::vector<ServiceGroup> groups;

  // Background work: begun, in order, when the server serves; ended, the last
  // first, before it drains, so that its calls still find it.
  struct Background {
    std::function<void()> start;
    std::function<void()> stop;
  };
  std::vector<Background> background;

  // Nothing is to be served: what the flags asked for was done.
  bool is_done = false;

  // Owns `value` until the process ends; the last kept goes first.
  template <typename T>
  T& Keep(T value) {
    auto kept = std::make_shared<T>(std::move(value));
    kept_.push_back(kept);
    return *kept;
  }

  ~Composition() {
    while (!kept_.empty()) kept_.pop_back();
  }

 private:
  const Clock& clock_;
  const Log& log_;
  const std::shared_ptr<prometheus::Registry> registry_;
  std::vector<std::shared_ptr<void>> kept_;
};

// Parses the flags of `app`, lets `compose` put the process together, serves
// until SIGTERM or SIGINT, drains. Returns the exit code: 0 after a drain, 1
// when it could not start (the reason is in the log), 2 for wrong flags. A
// process that does not end is ended, with 1; see EndWatch.
// REQUIRES: called first thing in main(), while there is one thread.
int RunProgram(CLI::App& app, int argc, char** argv,
               const ServerOptions& options,
               const std::function<absl::Status(Composition&)>& compose);

}  // namespace ritornello::server
