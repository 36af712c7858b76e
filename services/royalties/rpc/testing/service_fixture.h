// The royalties service on a database of its own, in one process. Tests only.
#pragma once

#include <grpcpp/channel.h>
#include <gtest/gtest.h>
#include <prometheus/registry.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "libs/rpc/client_context.h"
#include "libs/rpc/grpc_status.h"
#include "libs/server/server.h"
#include "libs/server/testing/test_authenticator.h"
#include "libs/sql/testing/backends.h"
#include "libs/time/fake_clock.h"
#include "services/royalties/domain/accounts.h"
#include "services/royalties/domain/deals.h"
#include "services/royalties/domain/statement_run.h"
#include "services/royalties/domain/statements.h"
#include "services/royalties/domain/suspense.h"
#include "services/royalties/formats/testing/profiles.h"
#include "services/royalties/peers/testing/fake_rights_source.h"
#include "services/royalties/storage/schema.h"

namespace ritornello::royalties::testing {

inline const std::vector<std::string> kServiceNames = {
    "ritornello.royalties.v1.DealService",
    "ritornello.royalties.v1.LedgerService",
    "ritornello.royalties.v1.PayeeService",
    "ritornello.royalties.v1.StatementService"};

class ServiceFixture : public ::testing::Test {
 protected:
  ServiceFixture() : ServiceFixture(nullptr) {}
  // On another database, migrated, if `pool` is one.
  explicit ServiceFixture(std::unique_ptr<sql::Pool> pool);

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

  // Of a call by an operator of everything.
  static std::unique_ptr<grpc::ClientContext> Context();

  // Calls a method of `stub`, as in Ask(&Stub::GetDeal, stub, request).
  template <typename Stub, typename Request, typename Response>
  static absl::StatusOr<Response> Ask(
      grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                   Response*),
      Stub& stub, const Request& request) {
    const auto context = Context();
    Response response;
    const grpc::Status status =
        (stub.*method)(context.get(), request, &response);
    if (!status.ok()) return rpc::FromGrpc(status);
    return response;
  }

  // Returns when no call is running any more; none is taken after that.
  void EndCalls() { server_->Drain(absl::Seconds(30)); }

  sql::testing::TestDatabase database_{sql::testing::Backend::kSqlite,
                                       MigrateRoyalties};
  std::unique_ptr<sql::Pool> pool_;
  ::ritornello::testing::FakeClock clock_;
  FakeRightsSource rights_;

 private:
  Accounts accounts_{rights_};
  Deals deals_{*pool_, clock_, rights_};
  Statements statements_{*pool_, clock_, BuiltInProfiles()};
  StatementRun run_{*pool_, clock_, rights_, BuiltInProfiles()};
  Suspense suspense_{*pool_, clock_, rights_};
  server::testing::TestAuthenticator authenticator_;
  server::Log log_{clock_, [](absl::string_view) {}};
  std::unique_ptr<server::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace ritornello::royalties::testing
