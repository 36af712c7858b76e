#include "cli/testing/run_program.h"

#include <grpcpp/server.h>

#include <memory>
#include <sstream>

#include "cli/program.h"
#include "cli/verbs.h"
#include "libs/time/fake_clock.h"

namespace ritornello::cli::testing {

Ran RunProgram(const std::vector<std::string>& words,
               grpc::ServerBuilder& builder) {
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  Program program;
  AddAllVerbs(program);
  std::ostringstream out, err;
  ::ritornello::testing::FakeClock clock;
  World world{.out = out,
              .err = err,
              .clock = clock,
              .connect = [&server](const std::string& /*address*/) {
                return server->InProcessChannel({});
              }};
  const int exit_code = program.Main(words, world);
  server->Shutdown();
  return {exit_code, out.str(), err.str()};
}

}  // namespace ritornello::cli::testing
