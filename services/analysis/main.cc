// ritornello-analysis: audio in, facts out.
#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "libs/blob/roots.h"
#include "libs/server/flags.h"
#include "libs/server/program.h"
#include "services/analysis/rpc/analysis_group.h"

int main(int argc, char** argv) {
  using namespace ritornello;
  server::ServerOptions options{.listen = "127.0.0.1:7101"};
  std::vector<std::string> audio_roots;
  int core_count = 0;
  CLI::App app("Measures audio: loudness, true peak, clipping and more.");
  server::AddServerFlags(app, options);
  server::AddFlag(app, "--audio_root", audio_roots,
                  "A folder whose files may be measured by name; repeatable; "
                  "none: only bytes that are sent");
  server::AddFlag(app, "--core_count", core_count,
                  "Files measured at once, and as many uploads; 0: one of each "
                  "for each core of the machine")
      ->check(CLI::Range(0, 1024));
  return server::RunProgram(
      app, argc, argv, options,
      [&](server::Composition& composition) -> absl::Status {
        absl::StatusOr<blob::Roots> roots = blob::Roots::Create(audio_roots);
        if (!roots.ok()) return roots.status();
        composition.groups.push_back(
            analysis::MakeAnalysisGroup(composition.Keep(*std::move(roots)),
                                        *composition.registry(), core_count));
        return absl::OkStatus();
      });
}
