// The books as one object: for their own program and for standalone.
#pragma once

#include <grpcpp/channel.h>

#include <memory>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "libs/server/log.h"
#include "libs/server/server.h"
#include "libs/sql/pool.h"
#include "libs/time/clock.h"
#include "services/royalties/domain/accounts.h"
#include "services/royalties/domain/deals.h"
#include "services/royalties/domain/statement_run.h"
#include "services/royalties/domain/statement_runner.h"
#include "services/royalties/domain/statements.h"
#include "services/royalties/domain/suspense.h"
#include "services/royalties/peers/rights_source.h"

namespace ritornello::royalties {

struct RoyaltiesOptions {
  std::string database = "sqlite:royalties.db";  // see sql::OpenPool
  std::string profiles_dir;  // see LoadProfiles; empty for none
};

class Royalties {
 public:
  // Loads the profiles, opens the database and brings it to this program's
  // schema. Errors: those of LoadProfiles, sql::OpenPool and sql::Migrate.
  // Clock and log must outlive it.
  static absl::StatusOr<std::unique_ptr<Royalties>> Open(
      const RoyaltiesOptions& options, const Clock& clock,
      const server::Log& log, std::shared_ptr<grpc::Channel> catalog);

  // Healthy while the database answers. The group must not outlive this.
  server::ServiceGroup MakeGroup();

  // Takes up statements that wait for the catalogue.
  void Start();
  void Stop();

 private:
  Royalties(const Clock& clock, const server::Log& log,
            std::unique_ptr<sql::Pool> pool, StatementProfiles profiles,
            std::shared_ptr<grpc::Channel> catalog);

  const Clock& clock_;
  const std::unique_ptr<sql::Pool> pool_;
  const StatementProfiles profiles_;
  const std::unique_ptr<RightsSource> rights_;
  Accounts accounts_;
  Deals deals_;
  Statements statements_;
  StatementRun run_;
  Suspense suspense_;
  StatementRunner runner_;
  std::thread runner_thread_;
};

}  // namespace ritornello::royalties
