#include "libs/server/flags.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace ritornello::server {
namespace {

constexpr int kDaySeconds = 24 * 60 * 60;

void AddAddresses(CLI::App& app, ServerOptions& options) {
  AddFlag(app, "--listen", options.listen,
          "Where to serve gRPC: host:port (port 0: any free one) or "
          "unix:/path");
  AddFlag(app, "--metrics_listen", options.metrics_listen,
          "Where to serve /metrics over HTTP: host:port; empty: nowhere");
  AddSwitch(app, "--insecure", options.insecure,
            "Allow --listen on an address that other machines can reach, "
            "although nobody is asked who they are");
  AddSwitch(app, "--reflection", options.reflection,
            "Tell clients which services there are");
  AddFlag(app, "--log_format", options.log_format,
          "json: a line for every event; text: start, end and what is wrong, "
          "in plain words; auto: text on a terminal, else json")
      ->check(CLI::IsMember({"auto", "json", "text"}));
  AddSwitch(app, "--log_calls", options.log_calls,
            "Log every call; otherwise only those that the server failed");
}

void AddConnectionLimits(CLI::App& app, ServerOptions& options) {
  AddFlag(app, "--concurrent_streams_max", options.concurrent_streams_max,
          "Calls and streams that one connection may have open")
      ->check(CLI::Range(1, 100'000));
  AddFlag(app, "--message_size_max", options.message_size_max,
          "Largest message in bytes, in and out")
      ->check(CLI::Range(1024, 1024 * 1024 * 1024));
}

void AddTimes(CLI::App& app, ServerOptions& options) {
  AddFlag(app, "--drain_delay_seconds", options.drain_delay_seconds,
          "After SIGTERM, how long to serve on while health says NOT_SERVING")
      ->check(CLI::Range(0, 3600));
  AddFlag(app, "--drain_seconds", options.drain_seconds,
          "How long calls may then take before they are cancelled")
      ->check(CLI::Range(0, 3600));
  AddFlag(app, "--keepalive_seconds", options.keepalive_seconds,
          "How often a silent connection is asked whether it lives")
      ->check(CLI::Range(10, kDaySeconds));
  AddFlag(app, "--max_connection_age_seconds",
          options.max_connection_age_seconds,
          "Age at which a connection is closed, so that clients find new "
          "servers")
      ->check(CLI::Range(1, kDaySeconds));
  AddFlag(app, "--max_connection_age_grace_seconds",
          options.max_connection_age_grace_seconds,
          "How long calls on such a connection may still take")
      ->check(CLI::Range(1, kDaySeconds));
}

}  // namespace

std::string EnvironmentName(absl::string_view flag) {
  absl::ConsumePrefix(&flag, "--");
  return absl::StrCat("RITORNELLO_", absl::AsciiStrToUpper(absl::StrReplaceAll(
                                         flag, {{"-", "_"}})));
}

std::string MeantFlag(const CLI::App& app, absl::string_view argument) {
  const size_t end = std::min(argument.find('='), argument.size());
  const std::string given(argument.substr(0, end));
  if (!absl::ConsumePrefix(&argument, "--") ||
      app.get_option_no_throw(given) != nullptr) {
    return "";
  }
  const std::string meant =
      absl::StrCat("--", absl::StrReplaceAll(given.substr(2), {{"-", "_"}}));
  return app.get_option_no_throw(meant) == nullptr ? "" : meant;
}

CLI::Option* AddSwitch(CLI::App& app, const std::string& flag, bool& value,
                       const std::string& help) {
  return app.add_flag(flag, value, help)
      ->envname(EnvironmentName(flag))
      ->default_str(value ? "true" : "false");
}

void AddServerFlags(CLI::App& app, ServerOptions& options) {
  app.set_version_flag("--version", RITORNELLO_VERSION);
  AddAddresses(app, options);
  AddConnectionLimits(app, options);
  AddTimes(app, options);
}

void AddCallLimitFlags(CLI::App& app, ServerOptions& options) {
  AddFlag(app, "--worker_count", options.worker_count,
          "Calls that a service works on at the same time; not of analysis, "
          "which goes by --core_count")
      ->check(CLI::Range(1, 1024));
  AddFlag(app, "--queue_limit", options.queue_limit,
          "Calls that may wait for a worker, more are told to come back; not "
          "of analysis")
      ->check(CLI::Range(0, 100'000));
  AddFlag(app, "--stream_limit", options.stream_limit,
          "Streams that a service works on at the same time; not of analysis")
      ->check(CLI::Range(1, 4096));
}

}  // namespace ritornello::server
