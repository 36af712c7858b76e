#include <sys/ioctl.h>
#include <unistd.h>

#include <clocale>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <span>

#include "absl/strings/numbers.h"
#include "cli/interruption.h"
#include "cli/program.h"
#include "cli/verbs.h"
#include "libs/rpc/channel.h"

namespace {

constexpr int kExitInterrupted = 130;  // as shells say it: 128 and SIGINT

// Ends at once: what a server has not got whole it does not keep.
extern "C" void EndOnInterrupt(int /*signal*/) {
  constexpr char kClearLine[] = "\r\x1b[K";  // of the progress bar
  constexpr size_t kClearSize = sizeof(kClearLine) - 1;
  char text[kClearSize + 256];
  std::memcpy(text, kClearLine, kClearSize);
  const size_t size =
      kClearSize +
      ritornello::cli::InterruptText(std::span<char>(text).subspan(kClearSize));
  const size_t skipped = ::isatty(STDERR_FILENO) == 1 ? 0 : kClearSize;
  // Whether it was written or not, there is nothing else to do.
  [[maybe_unused]] const ssize_t written =
      ::write(STDERR_FILENO, text + skipped, size - skipped);
  ::_exit(kExitInterrupted);
}

// Columns of the terminal, or what COLUMNS says; 0 when nobody knows.
size_t TerminalWidth() {
  const char* const told = std::getenv("COLUMNS");
  size_t width = 0;
  if (told != nullptr && absl::SimpleAtoi(told, &width)) return width;
  winsize size = {};
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGINT, EndOnInterrupt);
  // gRPC's own lines are no answer.
  ::setenv("GRPC_VERBOSITY", "NONE", /*overwrite=*/0);
  // Widths of characters in tables; C.UTF-8 exists on every Debian.
  std::setlocale(LC_CTYPE, "C.UTF-8");
  ritornello::SystemClock clock;
  ritornello::cli::World world{
      .out = std::cout,
      .err = std::cerr,
      .out_is_terminal = ::isatty(STDOUT_FILENO) == 1,
      .err_is_terminal = ::isatty(STDERR_FILENO) == 1,
      .out_width = TerminalWidth(),
      .clock = clock,
      .patience = absl::Seconds(5),
      .connect =
          [](const std::string& server) {
            return ritornello::rpc::MakeChannel(server);
          },
  };
  ritornello::cli::Program program;
  ritornello::cli::AddAllVerbs(program);
  return program.Main({argv + 1, argv + argc}, world);
}
