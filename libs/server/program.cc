#include "libs/server/program.h"

#include <string>

#include "libs/server/authenticator.h"
#include "libs/server/termination.h"
#include "libs/status/status_macros.h"

namespace ritornello::server {
namespace {

absl::Status Serve(const ServerOptions& options, Composition& composition) {
  const LocalAuthenticator authenticator;
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::unique_ptr<Server> server,
      Server::Start(options, std::move(composition.groups),
                    {.authenticator = authenticator,
                     .log = composition.log(),
                     .registry = composition.registry()}));
  for (const auto& background : composition.background) background.start();
  composition.log().Write(Severity::kInfo, "serving",
                          {{"address", options.listen},
                           {"port", int64_t{server->port()}},
                           {"metrics_port", int64_t{server->metrics_port()}}});
  server->WaitForTermination([&] {
    for (auto it = composition.background.rbegin();
         it != composition.background.rend(); ++it) {
      it->stop();
    }
  });
  composition.log().Write(Severity::kInfo, "ended", {});
  return absl::OkStatus();
}

}  // namespace

int RunProgram(CLI::App& app, int argc, char** argv,
               const ServerOptions& options,
               const std::function<absl::Status(Composition&)>& compose) {
  BlockTerminationSignals();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  const SystemClock clock;
  const Log log(clock, Log::ToStderr());
  Composition composition(clock, log, std::make_shared<prometheus::Registry>());
  absl::Status status = compose(composition);
  if (status.ok() && !composition.is_done) {
    status = Serve(options, composition);
  }
  if (status.ok()) return 0;
  log.Write(Severity::kError, status.message(),
            {{"code", absl::StatusCodeToString(status.code())}});
  return 1;
}

}  // namespace ritornello::server
