#include <unistd.h>

#include <clocale>
#include <iostream>

#include "cli/program.h"
#include "cli/verbs.h"
#include "libs/rpc/channel.h"

int main(int argc, char** argv) {
  // Widths of characters in tables; C.UTF-8 exists on every Debian.
  std::setlocale(LC_CTYPE, "C.UTF-8");
  ritornello::SystemClock clock;
  ritornello::cli::World world{
      .out = std::cout,
      .err = std::cerr,
      .out_is_terminal = ::isatty(STDOUT_FILENO) == 1,
      .err_is_terminal = ::isatty(STDERR_FILENO) == 1,
      .clock = clock,
      .connect =
          [](const std::string& server) {
            return ritornello::rpc::MakeChannel(server);
          },
  };
  ritornello::cli::Program program;
  ritornello::cli::AddAllVerbs(program);
  return program.Main({argv + 1, argv + argc}, world);
}
