// A running server with an EchoService and a RelayService, for the tests of
// the frame itself. Tests only.
#pragma once

#include <google/protobuf/message.h>
#include <google/protobuf/struct.pb.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "libs/rpc/client_context.h"
#include "libs/server/server.h"
#include "libs/server/testing/echo.grpc.pb.h"
#include "libs/server/testing/test_authenticator.h"
#include "libs/time/clock.h"

namespace ritornello::server::testing {

inline constexpr char kEchoService[] = "ritornello.server.testing.EchoService";
inline constexpr char kRelayService[] =
    "ritornello.server.testing.RelayService";

inline constexpr Rule kEchoRules[] = {
    {"ritornello.server.testing.EchoService/Echo", Role::kReader, "parcel.name",
     Scope::kAccount},
    {"ritornello.server.testing.EchoService/EchoBook", Role::kAccountant,
     "parent", Scope::kBook},
    {"ritornello.server.testing.EchoService/Split", Role::kReader, "parent",
     Scope::kAccount},
    {"ritornello.server.testing.EchoService/Join", Role::kEditor, "parent",
     Scope::kAccount},
    {"ritornello.server.testing.EchoService/Chat", Role::kOperator, "",
     Scope::kGlobal},
    {"ritornello.server.testing.RelayService/Relay", Role::kReader, "",
     Scope::kGlobal},
};

// Waits up to 20 s; false when `condition` is still false.
bool Await(const std::function<bool()>& condition);

// Calls any method of any server, with a message of the same wire format.
grpc::Status Invoke(const std::shared_ptr<grpc::Channel>& channel,
                    const std::string& method,
                    const google::protobuf::Message& request,
                    google::protobuf::Message* response);

class EchoFixture : public ::testing::Test {
 protected:
  EchoFixture();

  // Handlers until a test replaces them, before or after Start(): Echo gives
  // the text back; Chat gives back each message.
  using EchoHandler =
      std::function<absl::StatusOr<EchoResponse>(Call&, const EchoRequest&)>;
  using ChatHandler = std::function<absl::Status(Call&, Reader<ChatRequest>&,
                                                 Writer<ChatResponse>&)>;
  void OnEcho(EchoHandler handler);
  void OnChat(ChatHandler handler);

  std::unique_ptr<BoundService> MakeEchoService();
  std::unique_ptr<BoundService> MakeRelayService();
  std::vector<ServiceGroup> MakeGroups();

  // Serves both services on a free port, each in its own group.
  void Start();
  absl::StatusOr<std::unique_ptr<Server>> TryStart();

  std::shared_ptr<grpc::Channel> Channel() const;
  std::unique_ptr<EchoService::Stub> Stub() const;

  // A context of an operator of everything, with a deadline far away.
  static std::unique_ptr<grpc::ClientContext> Context();

  // Echo on accounts/acme.
  absl::StatusOr<std::string> Echo(const std::string& text);

  // The call log so far.
  std::vector<google::protobuf::Struct> Logged() const;
  // Those lines whose field `key` is the string `value`.
  std::vector<google::protobuf::Struct> Logged(const std::string& key,
                                               const std::string& value) const;

  Environment environment() const { return {authenticator_, log_, registry_}; }

  ServerOptions options_;
  Probe echo_probe_;
  GaugeSource echo_gauges_;
  std::shared_ptr<prometheus::Registry> registry_ =
      std::make_shared<prometheus::Registry>();
  // Before the server, so that a handler finds it until the server has ended.
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
  EchoHandler on_echo_;
  ChatHandler on_chat_;
  SystemClock clock_;
  Log log_;
  TestAuthenticator authenticator_;
  std::unique_ptr<Server> server_;
};

}  // namespace ritornello::server::testing
