#include "cli/connection.h"

#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <sstream>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "ritornello/catalog/v1/account_service.grpc.pb.h"

namespace ritornello::cli {
namespace {

using catalog::v1::AccountService;

class FakeAccounts final : public AccountService::Service {
  grpc::Status ListAccounts(
      grpc::ServerContext* /*context*/,
      const catalog::v1::ListAccountsRequest* /*request*/,
      catalog::v1::ListAccountsResponse* /*response*/) override {
    return grpc::Status::OK;
  }
};

class ConnectionTest : public ::testing::Test {
 protected:
  ConnectionTest()
      : server_name_(absl::StrCat("unix:", ::testing::TempDir(), "/connect.",
                                  ::getpid())) {}

  grpc::StatusCode Ask(Connection connection) {
    AccountService::Stub stub(connection);
    grpc::ClientContext context;
    catalog::v1::ListAccountsResponse response;
    return stub
        .ListAccounts(&context, catalog::v1::ListAccountsRequest(), &response)
        .error_code();
  }

  Connection To(const std::string& server, absl::Duration patience) {
    return Connection(
        [this, server] {
          ++made_count_;
          return grpc::CreateChannel(server,
                                     grpc::InsecureChannelCredentials());
        },
        {.server = server, .patience = patience, .err = &err_});
  }

  std::unique_ptr<grpc::Server> Serve() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort(server_name_, grpc::InsecureServerCredentials());
    builder.RegisterService(&accounts_);
    return builder.BuildAndStart();
  }

  const std::string server_name_;
  FakeAccounts accounts_;
  std::ostringstream err_;
  int made_count_ = 0;
};

TEST_F(ConnectionTest, AServerThatIsJustStartingIsWaitedFor) {
  std::unique_ptr<grpc::Server> server;
  std::thread start([&] {
    absl::SleepFor(absl::Milliseconds(700));
    server = Serve();
  });
  EXPECT_EQ(Ask(To(server_name_, absl::Seconds(10))), grpc::StatusCode::OK);
  EXPECT_EQ(err_.str(), "waiting for the server at " + server_name_ + "\n");
  start.join();
}

TEST_F(ConnectionTest, AServerThatServesIsAskedWithoutAWord) {
  const auto server = Serve();
  EXPECT_EQ(Ask(To(server_name_, absl::Seconds(10))), grpc::StatusCode::OK);
  EXPECT_EQ(err_.str(), "");
}

TEST_F(ConnectionTest, PatienceEnds) {
  const absl::Time start = absl::Now();
  EXPECT_EQ(Ask(To(server_name_, absl::Seconds(1))),
            grpc::StatusCode::UNAVAILABLE);
  EXPECT_GE(absl::Now() - start, absl::Milliseconds(900));
}

TEST_F(ConnectionTest, AnotherMachineIsAskedOnce) {
  // Not spelt as this machine's, and refused at once.
  EXPECT_EQ(Ask(To("ipv4:127.0.0.1:1", absl::Seconds(60))),
            grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(err_.str(), "");
}

TEST_F(ConnectionTest, NothingIsConnectedBeforeTheFirstCall) {
  Connection connection = To(server_name_, absl::Seconds(60));
  EXPECT_EQ(made_count_, 0);
}

}  // namespace
}  // namespace ritornello::cli
