// Some services of the catalogue behind a real server, over a database of
// their own. Tests only.
#pragma once

#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <prometheus/registry.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "libs/rpc/grpc_status.h"
#include "libs/server/server.h"
#include "libs/server/testing/test_authenticator.h"
#include "libs/time/fake_clock.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog::testing {

class ServedCatalog {
 public:
  void Serve(std::vector<std::unique_ptr<server::BoundService>> services) {
    std::vector<server::ServiceGroup> groups(1);
    groups[0].name = "catalog";
    groups[0].services = std::move(services);
    server_ = server::Server::Start(
                  {.listen = "127.0.0.1:0"}, std::move(groups),
                  {.authenticator = authenticator_,
                   .log = log_,
                   .registry = std::make_shared<prometheus::Registry>()})
                  .value();
    channel_ = server_->InProcessChannel();
  }

  // Stops as after SIGTERM, with a long grace. A call in the process loses its
  // answer by it, one over the network does not.
  void Drain() { server_->Drain(absl::Seconds(20)); }
  std::shared_ptr<grpc::Channel> NetworkChannel() {
    return grpc::CreateChannel(absl::StrCat("127.0.0.1:", server_->port()),
                               grpc::InsecureChannelCredentials());
  }

  CatalogDatabase& db() { return db_; }
  ritornello::testing::FakeClock& clock() { return clock_; }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

  // Calls &v1::PartyService::Stub::GetParty as an operator who may see
  // `accounts`.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(
      grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                   Response*),
      const Request& request, const std::string& accounts = "*") {
    Stub stub(channel_);
    grpc::ClientContext context;
    server::testing::CallAs(server::Role::kOperator, accounts, "", context);
    Response response;
    const grpc::Status status = (stub.*method)(&context, request, &response);
    if (!status.ok()) return rpc::FromGrpc(status);
    return response;
  }

 private:
  ritornello::testing::FakeClock clock_;
  CatalogDatabase db_{sql::testing::Backend::kSqlite};
  server::testing::TestAuthenticator authenticator_;
  server::Log log_{clock_, [](absl::string_view) {}};
  std::unique_ptr<server::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace ritornello::catalog::testing
