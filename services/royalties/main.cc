// ritornello-royalties: deals, statements, ledger, payees.
#include <CLI/CLI.hpp>
#include <string>

#include "libs/rpc/channel.h"
#include "libs/server/flags.h"
#include "libs/server/program.h"
#include "libs/status/status_macros.h"
#include "services/royalties/royalties.h"

int main(int argc, char** argv) {
  using namespace ritornello;
  server::ServerOptions options{.listen = "127.0.0.1:7103"};
  royalties::RoyaltiesOptions royalties_options;
  std::string catalog = "127.0.0.1:7102";
  bool migrate = false;
  CLI::App app("Keeps the books: deals, statements, ledger, payees.");
  server::AddServerFlags(app, options);
  server::AddCallLimitFlags(app, options);
  server::AddFlag(app, "--database", royalties_options.database,
                  "sqlite:PATH or postgres://...");
  server::AddFlag(app, "--catalog", catalog, "Where the catalogue listens");
  server::AddFlag(app, "--profiles_dir", royalties_options.profiles_dir,
                  "A folder of statement profiles of your own, *.json");
  server::AddSwitch(app, "--migrate", migrate,
                    "Bring the database to this program's schema, and end");
  return server::RunProgram(
      app, argc, argv, options,
      [&](server::Composition& composition) -> absl::Status {
        RITORNELLO_ASSIGN_OR_RETURN(
            auto opened, royalties::Royalties::Open(
                             royalties_options, composition.clock(),
                             composition.log(), rpc::MakeChannel(catalog)));
        composition.is_done = migrate;
        royalties::Royalties& kept = *composition.Keep(std::move(opened));
        composition.groups.push_back(kept.MakeGroup());
        composition.background.push_back(
            {[&kept] { kept.Start(); }, [&kept] { kept.Stop(); }});
        return absl::OkStatus();
      });
}
