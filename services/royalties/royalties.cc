#include "services/royalties/royalties.h"

#include <utility>

#include "libs/sql/open.h"
#include "libs/status/status_macros.h"
#include "services/royalties/peers/grpc_rights_source.h"
#include "services/royalties/profiles.h"
#include "services/royalties/rpc/deal_service.h"
#include "services/royalties/rpc/ledger_service.h"
#include "services/royalties/rpc/payee_service.h"
#include "services/royalties/rpc/statement_gauges.h"
#include "services/royalties/rpc/statement_service.h"
#include "services/royalties/storage/schema.h"

namespace ritornello::royalties {

absl::StatusOr<std::unique_ptr<Royalties>> Royalties::Open(
    const RoyaltiesOptions& options, const Clock& clock, const server::Log& log,
    std::shared_ptr<grpc::Channel> catalog) {
  RITORNELLO_ASSIGN_OR_RETURN(StatementProfiles profiles,
                              LoadProfiles(options.profiles_dir));
  RITORNELLO_ASSIGN_OR_RETURN(std::unique_ptr<sql::Pool> pool,
                              sql::OpenPool(options.database, {}));
  {
    RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool->Borrow());
    RITORNELLO_RETURN_IF_ERROR(MigrateRoyalties(*connection, clock.Now()));
  }
  return std::unique_ptr<Royalties>(new Royalties(
      clock, log, std::move(pool), std::move(profiles), std::move(catalog)));
}

Royalties::Royalties(const Clock& clock, const server::Log& log,
                     std::unique_ptr<sql::Pool> pool,
                     StatementProfiles profiles,
                     std::shared_ptr<grpc::Channel> catalog)
    : clock_(clock),
      pool_(std::move(pool)),
      profiles_(std::move(profiles)),
      rights_(MakeGrpcRightsSource(catalog)),
      accounts_(*rights_),
      deals_(*pool_, clock, *rights_),
      statements_(*pool_, clock, profiles_),
      run_(*pool_, clock, *rights_, profiles_),
      suspense_(*pool_, clock, *rights_),
      runner_(run_,
              [&log](const absl::Status& status) {
                log.Write(server::Severity::kWarning, "a statement waits",
                          {{"error", status.message()}});
              },
              {}) {}

server::ServiceGroup Royalties::MakeGroup() {
  server::ServiceGroup group{
      .name = "royalties",
      .services = {},
      .probe = [this] { return pool_->Ping(); },
      .gauges = [this] { return ReadStatementGauges(*pool_); }};
  group.services.push_back(MakeDealService(*pool_, deals_, accounts_));
  group.services.push_back(MakeLedgerService(*pool_, clock_));
  group.services.push_back(MakePayeeService(*pool_, accounts_));
  group.services.push_back(MakeStatementService({.pool = *pool_,
                                                 .clock = clock_,
                                                 .statements = statements_,
                                                 .run = run_,
                                                 .suspense = suspense_,
                                                 .profiles = profiles_}));
  return group;
}

void Royalties::Start() {
  runner_thread_ = std::thread([this] { runner_.Run(); });
}

void Royalties::Stop() {
  runner_.Stop();
  if (runner_thread_.joinable()) runner_thread_.join();
}

}  // namespace ritornello::royalties
