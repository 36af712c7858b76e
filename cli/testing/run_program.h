// The whole program against services in this process. Tests only.
#pragma once

#include <grpcpp/server_builder.h>

#include <string>
#include <vector>

namespace ritornello::cli::testing {

struct Ran {
  int exit_code = 0;
  std::string out;
  std::string err;
};

// Runs `words`, without the program's name, against what is registered with
// `builder`; into pipes, at a time that stands still.
Ran RunProgram(const std::vector<std::string>& words,
               grpc::ServerBuilder& builder);

}  // namespace ritornello::cli::testing
