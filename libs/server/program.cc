#include "libs/server/program.h"

#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/server/authenticator.h"
#include "libs/server/end_watch.h"
#include "libs/server/flags.h"
#include "libs/server/termination.h"
#include "libs/status/status_macros.h"

namespace ritornello::server {
namespace {

// Background work may be at a call to another service when it is told to stop.
constexpr absl::Duration kBackgroundMax = absl::Seconds(30);
// After the drain: for what was at work and could be cancelled.
constexpr absl::Duration kLastGrace = absl::Seconds(10);

absl::Duration EndMax(const ServerOptions& options) {
  return kBackgroundMax +
         absl::Seconds(options.drain_delay_seconds + options.drain_seconds) +
         kLastGrace;
}

absl::Status Serve(const ServerOptions& options, Composition& composition,
                   EndWatch& end_watch) {
  const LocalAuthenticator authenticator;
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::unique_ptr<Server> server,
      Server::Start(options, std::move(composition.groups),
                    {.authenticator = authenticator,
                     .log = composition.log(),
                     .registry = composition.registry()}));
  for (const auto& background : composition.background) background.start();
  composition.log().Write(Severity::kNotice, "serving",
                          {{"address", options.listen},
                           {"port", int64_t{server->port()}},
                           {"metrics_port", int64_t{server->metrics_port()}}});
  server->WaitForTermination([&] {
    end_watch.Begin(EndMax(options));
    for (auto it = composition.background.rbegin();
         it != composition.background.rend(); ++it) {
      it->stop();
    }
  });
  composition.log().Write(Severity::kNotice, "ended", {});
  return absl::OkStatus();
}

LogFormat FormatFor(const std::string& name) {
  const bool is_text =
      name == "text" || (name == "auto" && ::isatty(STDERR_FILENO) == 1);
  return is_text ? LogFormat::kText : LogFormat::kJson;
}

// Whoever comes from the client's flags writes --data-dir.
std::string Meant(const CLI::App& app, int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string meant = MeantFlag(app, argv[i]);
    if (!meant.empty()) {
      return absl::StrCat("there is no flag ", argv[i], "; did you mean ",
                          meant, "?\n");
    }
  }
  return "";
}

}  // namespace

int RunProgram(CLI::App& app, int argc, char** argv,
               const ServerOptions& options,
               const std::function<absl::Status(Composition&)>& compose) {
  BlockTerminationSignals();
  // gRPC's own lines are no JSON and no answer; its errors are ours to tell.
  ::setenv("GRPC_VERBOSITY", "NONE", /*overwrite=*/0);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0) std::cerr << Meant(app, argc, argv);
    return app.exit(error) == 0 ? 0 : 2;
  }
  const SystemClock clock;
  const Log log(clock, Log::ToStderr(), FormatFor(options.log_format));
  EndWatch end_watch(log);
  Composition composition(clock, log, std::make_shared<prometheus::Registry>());
  absl::Status status = compose(composition);
  if (status.ok() && !composition.is_done) {
    status = Serve(options, composition, end_watch);
  }
  if (status.ok()) return 0;
  log.Write(Severity::kError, status.message(),
            {{"code", absl::StatusCodeToString(status.code())}});
  return 1;
}

}  // namespace ritornello::server
