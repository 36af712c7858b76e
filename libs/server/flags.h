// Flags that are environment variables too.
//
//   CLI::App app("Measures audio.");
//   AddServerFlags(app, options.server);
//   AddFlag(app, "--audio_root", options.audio_root, "...");
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "absl/strings/string_view.h"
#include "libs/server/server_options.h"

namespace ritornello::server {

// "--audio_root" -> "RITORNELLO_AUDIO_ROOT". The command line wins.
std::string EnvironmentName(absl::string_view flag);

// A flag with a value; what `value` holds is the default that --help tells.
template <typename Value>
CLI::Option* AddFlag(CLI::App& app, const std::string& flag, Value& value,
                     const std::string& help) {
  return app.add_option(flag, value, help)
      ->envname(EnvironmentName(flag))
      ->capture_default_str();
}

// A flag that needs no value: "--insecure", "--reflection=false".
CLI::Option* AddSwitch(CLI::App& app, const std::string& flag, bool& value,
                       const std::string& help);

// The flag that was meant by one that `app` does not know, spelt with hyphens:
// "--data_dir" for "--data-dir=x"; empty when there is none.
std::string MeantFlag(const CLI::App& app, absl::string_view argument);

// Every field of `options`, with its range, but for those below.
void AddServerFlags(CLI::App& app, ServerOptions& options);

// worker_count, queue_limit, stream_limit: of a program that serves a group
// without limits of its own. Elsewhere they would be taken and do nothing.
void AddCallLimitFlags(CLI::App& app, ServerOptions& options);

}  // namespace ritornello::server
