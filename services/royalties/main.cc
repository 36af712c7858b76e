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
  std::string database = "sqlite:royalties.db";
  std::string catalog = "127.0.0.1:7102";
  bool migrate = false;
  CLI::App app("Keeps the books: deals, statements, ledger, payees.");
  server::AddServerFlags(app, options);
  server::AddFlag(app, "--database", database, "sqlite:PATH or postgres://...");
  server::AddFlag(app, "--catalog", catalog, "Where the catalogue listens");
  server::AddSwitch(app, "--migrate", migrate,
                    "Bring the database to this program's schema, and end");
  return server::RunProgram(
      app, argc, argv, options,
      [&](server::Composition& composition) -> absl::Status {
        RITORNELLO_ASSIGN_OR_RETURN(
            auto opened, royalties::Royalties::Open(
                             database, composition.clock(), composition.log(),
                             rpc::MakeChannel(catalog)));
        composition.is_done = migrate;
        royalties::Royalties& kept = *composition.Keep(std::move(opened));
        composition.groups.push_back(kept.MakeGroup());
        composition.background.push_back(
            {[&kept] { kept.Start(); }, [&kept] { kept.Stop(); }});
        return absl::OkStatus();
      });
}
