#include "services/royalties/rpc/testing/service_fixture.h"

#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "libs/status/check.h"
#include "services/royalties/rpc/deal_service.h"
#include "services/royalties/rpc/ledger_service.h"
#include "services/royalties/rpc/payee_service.h"
#include "services/royalties/rpc/statement_service.h"

namespace ritornello::royalties::testing {

ServiceFixture::ServiceFixture(std::unique_ptr<sql::Pool> pool)
    : pool_(pool != nullptr ? std::move(pool) : database_.OpenPool()) {
  server::ServiceGroup group;
  group.name = "royalties";
  group.services.push_back(MakeDealService(*pool_, deals_, accounts_));
  group.services.push_back(MakeLedgerService(*pool_, clock_));
  group.services.push_back(MakePayeeService(*pool_, accounts_));
  group.services.push_back(MakeStatementService(
      {*pool_, clock_, statements_, run_, suspense_, BuiltInProfiles()}));
  std::vector<server::ServiceGroup> groups;
  groups.push_back(std::move(group));
  server::ServerOptions options;
  options.listen = "127.0.0.1:0";
  auto server = server::Server::Start(
      options, std::move(groups),
      {authenticator_, log_, std::make_shared<prometheus::Registry>()});
  RITORNELLO_CHECK(server.ok());
  server_ = *std::move(server);
  channel_ = server_->InProcessChannel();
}

std::unique_ptr<grpc::ClientContext> ServiceFixture::Context() {
  auto context = rpc::MakeClientContext(absl::Now() + absl::Seconds(60), "");
  server::testing::CallAs(server::Role::kOperator, "*", "*", *context);
  return context;
}

}  // namespace ritornello::royalties::testing
