// ritornello-catalog: assets, rights, libraries, ingestion, readiness, search.
#include <CLI/CLI.hpp>
#include <string>

#include "libs/rpc/channel.h"
#include "libs/server/flags.h"
#include "libs/server/program.h"
#include "libs/status/status_macros.h"
#include "services/catalog/catalog.h"

int main(int argc, char** argv) {
  using namespace ritornello;
  server::ServerOptions options{.listen = "127.0.0.1:7102"};
  catalog::CatalogOptions catalog_options;
  std::string analysis = "127.0.0.1:7101";
  bool migrate = false;
  CLI::App app("Keeps the catalogue: tracks, rights, libraries, readiness.");
  server::AddServerFlags(app, options);
  server::AddCallLimitFlags(app, options);
  server::AddFlag(app, "--database", catalog_options.database,
                  "sqlite:PATH or postgres://...");
  server::AddFlag(app, "--analysis", analysis, "Where analysis listens");
  server::AddFlag(app, "--dispatch_thread_count",
                  catalog_options.dispatch_thread_count,
                  "Files measured at once; 0 leaves it to other processes")
      ->check(CLI::Range(0, 1'000));
  server::AddSwitch(app, "--migrate", migrate,
                    "Bring the database to this program's schema, and end");
  return server::RunProgram(
      app, argc, argv, options,
      [&](server::Composition& composition) -> absl::Status {
        RITORNELLO_ASSIGN_OR_RETURN(
            auto opened, catalog::Catalog::Open(
                             catalog_options, composition.clock(),
                             composition.log(), rpc::MakeChannel(analysis)));
        RITORNELLO_RETURN_IF_ERROR(opened->Seed());
        composition.is_done = migrate;
        catalog::Catalog& kept = *composition.Keep(std::move(opened));
        composition.groups.push_back(kept.MakeGroup());
        composition.background.push_back(
            {[&kept] { kept.Start(); }, [&kept] { kept.Stop(); }});
        return absl::OkStatus();
      });
}
