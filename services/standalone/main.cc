// ritornello-standalone: the three services in one process, on one port, with
// SQLite in one folder. Nothing to install, nothing to configure.
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/blob/roots.h"
#include "libs/rpc/channel.h"
#include "libs/server/flags.h"
#include "libs/server/listen_address.h"
#include "libs/server/program.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/analysis/rpc/analysis_group.h"
#include "services/catalog/catalog.h"
#include "services/royalties/royalties.h"

namespace ritornello {
namespace {

struct Options {
  server::ServerOptions server{.listen = "127.0.0.1:7100"};
  std::string data_dir;
  std::vector<std::string> audio_roots;
  std::string profiles_dir;
  int core_count = 0;
};

// The services call each other through the door they serve, so it must be
// known before it opens.
absl::Status CheckDoor(const std::string& listen) {
  if (!absl::EndsWith(listen, ":0")) return server::CheckListenAddress(listen);
  return InvalidField("--listen", "must name a port; 0 would be any");
}

// Everything this user can read, while nobody else can ask for it.
absl::StatusOr<std::vector<std::string>> AudioRoots(const Options& options) {
  if (!options.audio_roots.empty()) return options.audio_roots;
  if (server::IsLocal(options.server.listen)) {
    return std::vector<std::string>{"/"};
  }
  return InvalidField("--audio_root",
                      "must be given when other machines can reach the server");
}

absl::StatusOr<std::string> DatabaseIn(const std::string& folder,
                                       const std::string& name) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    return absl::UnavailableError(
        absl::StrCat("cannot make ", folder, ": ", error.message()));
  }
  return absl::StrCat("sqlite:", folder, "/", name, ".db");
}

template <typename Service>
void Add(std::unique_ptr<Service> service, server::Composition& composition) {
  Service& kept = *composition.Keep(std::move(service));
  composition.groups.push_back(kept.MakeGroup());
  composition.background.push_back(
      {[&kept] { kept.Start(); }, [&kept] { kept.Stop(); }});
}

absl::Status Compose(const Options& options, server::Composition& composition) {
  RITORNELLO_RETURN_IF_ERROR(CheckDoor(options.server.listen));
  RITORNELLO_ASSIGN_OR_RETURN(const auto audio_roots, AudioRoots(options));
  RITORNELLO_ASSIGN_OR_RETURN(blob::Roots roots,
                              blob::Roots::Create(audio_roots));
  composition.groups.push_back(
      analysis::MakeAnalysisGroup(composition.Keep(std::move(roots)),
                                  *composition.registry(), options.core_count));

  const auto door = rpc::MakeChannel(options.server.listen);
  RITORNELLO_ASSIGN_OR_RETURN(const std::string catalog_database,
                              DatabaseIn(options.data_dir, "catalog"));
  RITORNELLO_ASSIGN_OR_RETURN(
      auto catalog,
      catalog::Catalog::Open(
          {.database = catalog_database,
           .dispatch_thread_count = analysis::CoresOf(options.core_count)},
          composition.clock(), composition.log(), door));
  RITORNELLO_RETURN_IF_ERROR(catalog->Seed());
  Add(std::move(catalog), composition);

  RITORNELLO_ASSIGN_OR_RETURN(const std::string royalties_database,
                              DatabaseIn(options.data_dir, "royalties"));
  RITORNELLO_ASSIGN_OR_RETURN(
      auto royalties,
      royalties::Royalties::Open({.database = royalties_database,
                                  .profiles_dir = options.profiles_dir},
                                 composition.clock(), composition.log(), door));
  Add(std::move(royalties), composition);
  return absl::OkStatus();
}

}  // namespace
}  // namespace ritornello

int main(int argc, char** argv) {
  using namespace ritornello;
  // Who earns what is nobody else's business on a shared machine.
  ::umask(S_IRWXG | S_IRWXO);
  Options options;
  CLI::App app("The whole suite in one process, with nothing to configure.");
  server::AddServerFlags(app, options.server);
  server::AddCallLimitFlags(app, options.server);
  server::AddFlag(app, "--data_dir", options.data_dir,
                  "Where everything is kept; made if it does not exist")
      ->required();
  server::AddFlag(app, "--audio_root", options.audio_roots,
                  "A folder whose music may be read; repeatable; / while only "
                  "this machine can reach the server");
  server::AddFlag(app, "--profiles_dir", options.profiles_dir,
                  "A folder of statement profiles of your own, *.json");
  server::AddFlag(app, "--core_count", options.core_count,
                  "Files measured at once, and as many uploads; 0: one of each "
                  "for each core of the machine")
      ->check(CLI::Range(0, 1024));
  return server::RunProgram(app, argc, argv, options.server,
                            [&](server::Composition& composition) {
                              return Compose(options, composition);
                            });
}
