#include "libs/server/server.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/wrappers.pb.h>
#include <grpcpp/create_channel.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <set>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/grpc_status.h"
#include "libs/server/termination.h"
#include "libs/server/testing/echo_fixture.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"

namespace ritornello::server {
namespace {

using ::ritornello::testing::FailsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace testing;  // NOLINT: the echo messages

// Of grpc.health.v1.HealthCheckResponse.
enum : int32_t { kServing = 1, kNotServing = 2, kUnknownService = -1 };

// What http://127.0.0.1:`port`/metrics says, with its header.
std::string FetchMetrics(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(
      connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)),
      0);
  const std::string request =
      "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  EXPECT_EQ(write(fd, request.data(), request.size()),
            static_cast<ssize_t>(request.size()));
  std::string answer;
  char buffer[4096];
  for (ssize_t size; (size = read(fd, buffer, sizeof(buffer))) > 0;) {
    answer.append(buffer, static_cast<size_t>(size));
  }
  close(fd);
  return answer;
}

class ServerTest : public EchoFixture {
 protected:
  // The messages of grpc.health.v1 have the wire format of these wrappers.
  int32_t HealthOf(const std::string& service) {
    google::protobuf::StringValue request;
    request.set_value(service);
    google::protobuf::Int32Value response;
    const grpc::Status status =
        Invoke(Channel(), "/grpc.health.v1.Health/Check", request, &response);
    if (status.error_code() == grpc::NOT_FOUND) return kUnknownService;
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.value();
  }

  // A channel that tries nothing again.
  std::shared_ptr<grpc::Channel> PlainChannel() {
    return grpc::CreateChannel(absl::StrCat("127.0.0.1:", server_->port()),
                               grpc::InsecureChannelCredentials());
  }

  // The answer of the reflection service to "which services?".
  grpc::Status ListServices(std::string* answer) {
    const auto new_message = [](const std::string& name) {
      return std::unique_ptr<google::protobuf::Message>(
          google::protobuf::MessageFactory::generated_factory()
              ->GetPrototype(google::protobuf::DescriptorPool::generated_pool()
                                 ->FindMessageTypeByName(name))
              ->New());
    };
    const std::string package = "grpc.reflection.v1alpha.";
    const auto request = new_message(package + "ServerReflectionRequest");
    const auto response = new_message(package + "ServerReflectionResponse");
    request->GetReflection()->SetString(
        request.get(),
        request->GetDescriptor()->FindFieldByName("list_services"), "*");
    const grpc::Status status = Invoke(
        Channel(),
        absl::StrCat("/", package, "ServerReflection/ServerReflectionInfo"),
        *request, response.get());
    *answer = response->DebugString();
    return status;
  }
};

TEST_F(ServerTest, PortZeroIsAnyFreePort) {
  Start();
  EXPECT_GT(server_->port(), 0);
  EXPECT_EQ(server_->metrics_port(), 0);
  EXPECT_TRUE(Echo("x").ok());
}

TEST_F(ServerTest, PortInUseIsRefused) {
  Start();
  options_.listen = absl::StrCat("127.0.0.1:", server_->port());
  EXPECT_THAT(TryStart(), FailsWith(absl::StatusCode::kFailedPrecondition,
                                    options_.listen));
  EXPECT_TRUE(Echo("x").ok());
}

TEST_F(ServerTest, NonsenseIsRefused) {
  options_.insecure = true;
  options_.listen = "nonsense.invalid:1";
  EXPECT_THAT(TryStart(), FailsWith(absl::StatusCode::kFailedPrecondition,
                                    "nonsense.invalid:1"));
  options_.listen = "127.0.0.1:99999";
  EXPECT_THAT(TryStart(),
              FailsWith(absl::StatusCode::kInvalidArgument, "99999"));
}

TEST_F(ServerTest, AddressForStrangersNeedsAWord) {
  options_.listen = "0.0.0.0:0";
  EXPECT_THAT(TryStart(), FailsWith(absl::StatusCode::kInvalidArgument,
                                    "--listen=0.0.0.0:0"));
  EXPECT_THAT(TryStart(),
              FailsWith(absl::StatusCode::kInvalidArgument, "--insecure"));
  options_.insecure = true;
  Start();
  EXPECT_TRUE(Echo("x").ok());
}

TEST_F(ServerTest, UnixSocket) {
  options_.listen = absl::StrCat("unix:", ::testing::TempDir(),
                                 "/ritornello-server-test.", getpid());
  Start();
  EXPECT_EQ(server_->port(), 0);
  const auto echo = [&] {
    EchoRequest request;
    request.mutable_parcel()->set_name("accounts/acme");
    EchoResponse response;
    return EchoService::NewStub(rpc::MakeChannel(options_.listen))
        ->Echo(Context().get(), request, &response);
  };
  EXPECT_TRUE(echo().ok());
  // gRPC alone would take the socket away from the first server.
  EXPECT_THAT(TryStart(), FailsWith(absl::StatusCode::kFailedPrecondition,
                                    options_.listen));
  EXPECT_TRUE(echo().ok());
  server_.reset();
  Start();
  EXPECT_TRUE(echo().ok());
}

TEST_F(ServerTest, InProcessChannelReachesTheSameServices) {
  Start();
  EchoRequest request;
  request.mutable_parcel()->set_name("accounts/acme");
  request.set_text("inside");
  EchoResponse response;
  ASSERT_TRUE(EchoService::NewStub(server_->InProcessChannel())
                  ->Echo(Context().get(), request, &response)
                  .ok());
  EXPECT_EQ(response.text(), "inside");
}

TEST_F(ServerTest, LocalAuthenticatorLetsEverybodyIn) {
  const LocalAuthenticator local;
  auto server = Server::Start(options_, MakeGroups(), {local, log_, registry_});
  ASSERT_TRUE(server.ok()) << server.status();
  EchoRequest request;
  request.mutable_parcel()->set_name("accounts/-");
  EchoResponse response;
  EXPECT_TRUE(Invoke((*server)->InProcessChannel(),
                     absl::StrCat("/", kEchoService, "/Echo"), request,
                     &response)
                  .ok());
  EXPECT_EQ(Logged("subject", "local").size(), 1u);
}

TEST_F(ServerTest, MessageOverTheLimitIsRefused) {
  options_.message_size_max = 2000;
  Start();
  EchoRequest request;
  request.mutable_parcel()->set_name("accounts/acme");
  request.set_text(std::string(1900, 'x'));
  request.set_text(std::string(1900 + 2000 - request.ByteSizeLong(), 'x'));
  ASSERT_EQ(request.ByteSizeLong(), 2000u);
  EchoResponse response;
  EXPECT_TRUE(Stub()->Echo(Context().get(), request, &response).ok());
  request.mutable_text()->push_back('x');
  EXPECT_EQ(Stub()->Echo(Context().get(), request, &response).error_code(),
            grpc::RESOURCE_EXHAUSTED);
}

TEST_F(ServerTest, AnswerOverTheLimitIsRefused) {
  options_.message_size_max = 2000;
  Start();
  OnEcho([](Call&, const EchoRequest&) {
    EchoResponse response;
    response.set_text(std::string(2001, 'x'));
    return response;
  });
  const absl::Status refused = Echo("x").status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(refused).reason, "ANSWER_TOO_LARGE");
  EXPECT_EQ(Logged("code", "ResourceExhausted").size(), 1u);
}

TEST_F(ServerTest, OneConnectionHasALimitOfStreams) {
  options_.concurrent_streams_max = 1;
  Start();
  const auto stub = Stub();
  EXPECT_TRUE(Echo("settings of the connection arrive with it").ok());
  const auto first_context = Context();
  const auto first = stub->Chat(first_context.get());
  ASSERT_TRUE(first->Write(ChatRequest()));
  ChatResponse response;
  ASSERT_TRUE(first->Read(&response));
  const auto second_context =
      rpc::MakeClientContext(absl::Now() + absl::Milliseconds(500), "");
  CallAs(Role::kOperator, "*", "*", *second_context);
  const auto second = stub->Chat(second_context.get());
  EXPECT_FALSE(second->Write(ChatRequest()) && second->Read(&response));
  EXPECT_EQ(second->Finish().error_code(), grpc::DEADLINE_EXCEEDED);
  first->WritesDone();
  EXPECT_TRUE(first->Finish().ok());
  EXPECT_TRUE(Echo("x").ok());
}

TEST_F(ServerTest, OldConnectionsAreReplacedWithoutALostCall) {
  options_.max_connection_age_seconds = 1;
  Start();
  for (const absl::Time end = absl::Now() + absl::Seconds(3); absl::Now() < end;
       absl::SleepFor(absl::Milliseconds(5))) {
    ASSERT_TRUE(Echo("x").ok());
  }
  std::set<std::string> peers;
  for (const auto& line : Logged("method", "Echo")) {
    peers.insert(line.fields().at("peer").string_value());
  }
  EXPECT_GE(peers.size(), 2u);
}

TEST_F(ServerTest, ReflectionListsTheServices) {
  Start();
  std::string answer;
  ASSERT_TRUE(ListServices(&answer).ok());
  EXPECT_THAT(answer, HasSubstr(kEchoService));
  EXPECT_THAT(answer, HasSubstr(kRelayService));
}

TEST_F(ServerTest, ReflectionCanBeOff) {
  options_.reflection = false;
  Start();
  std::string answer;
  EXPECT_EQ(ListServices(&answer).error_code(), grpc::UNIMPLEMENTED);
}

TEST_F(ServerTest, HealthFollowsTheProbe) {
  std::atomic<bool> is_well = false;
  echo_probe_ = [&]() -> absl::Status {
    if (is_well) return absl::OkStatus();
    return absl::UnavailableError("the database is away");
  };
  Start();
  const auto expect = [&](int32_t echo, int32_t all) {
    EXPECT_TRUE(Await([&] { return HealthOf(kEchoService) == echo; }));
    EXPECT_EQ(HealthOf(""), all);
    EXPECT_EQ(HealthOf(kRelayService), kServing);
    EXPECT_EQ(HealthOf("liveness"), kServing);
  };
  expect(kNotServing, kNotServing);
  is_well = true;
  expect(kServing, kServing);
  is_well = false;
  expect(kNotServing, kNotServing);
  is_well = true;
  expect(kServing, kServing);
  EXPECT_EQ(HealthOf("no.such.Service"), kUnknownService);
  const auto lines = Logged("message", "the database is away");
  ASSERT_EQ(lines.size(), 1u);  // of the change, not of every probe
  EXPECT_EQ(lines[0].fields().at("group").string_value(), "echo");
  EXPECT_EQ(lines[0].fields().at("severity").string_value(), "WARNING");
}

TEST_F(ServerTest, DrainLetsACallFinishAndRefusesNewOnes) {
  Start();
  absl::Notification begun;
  absl::Notification gate;
  OnEcho([&](Call& call, const EchoRequest&) {
    begun.Notify();
    gate.WaitForNotification();
    EXPECT_FALSE(call.IsCancelled());
    return EchoResponse();
  });
  std::thread working([&] { EXPECT_TRUE(Echo("1").ok()); });
  begun.WaitForNotification();
  std::thread draining([&] { server_->Drain(absl::Seconds(20)); });
  EchoRequest request;
  request.mutable_parcel()->set_name("accounts/acme");
  EchoResponse response;
  const auto stub = EchoService::NewStub(PlainChannel());
  EXPECT_TRUE(Await([&] {
    OnEcho([](Call&, const EchoRequest&) { return EchoResponse(); });
    return stub->Echo(Context().get(), request, &response).error_code() ==
           grpc::UNAVAILABLE;
  }));
  gate.Notify();
  working.join();
  draining.join();
}

TEST_F(ServerTest, DrainCancelsWhatTakesTooLong) {
  Start();
  absl::Notification begun;
  OnEcho([&](Call& call, const EchoRequest&) -> absl::StatusOr<EchoResponse> {
    begun.Notify();
    EXPECT_TRUE(Await([&] { return call.IsCancelled(); }));
    return absl::CancelledError("");
  });
  std::thread working([&] {
    EchoRequest request;
    request.mutable_parcel()->set_name("accounts/acme");
    EchoResponse response;
    EXPECT_FALSE(EchoService::NewStub(server_->InProcessChannel())
                     ->Echo(Context().get(), request, &response)
                     .ok());
  });
  begun.WaitForNotification();
  const absl::Time start = absl::Now();
  server_->Drain(absl::Milliseconds(200));
  EXPECT_LT(absl::Now() - start, absl::Seconds(10));
  working.join();
}

TEST_F(ServerTest, AStreamThatPausesForTooLongIsEnded) {
  Start();
  OnChat([](Call&, Reader<ChatRequest>& requests, Writer<ChatResponse>&) {
    ChatRequest request;
    absl::StatusOr<bool> has_one = true;
    while (has_one.ok() && *has_one) {
      has_one = requests.ReadWithin(absl::Milliseconds(50), &request);
    }
    return has_one.status();
  });
  for (const bool ends : {true, false}) {
    const auto context = Context();
    const auto stream =
        EchoService::NewStub(PlainChannel())->Chat(context.get());
    ASSERT_TRUE(stream->Write(ChatRequest()));
    if (ends) stream->WritesDone();
    EXPECT_EQ(stream->Finish().error_code(),
              ends ? grpc::OK : grpc::DEADLINE_EXCEEDED);
  }
}

TEST_F(ServerTest, EndlessStreamsLearnOfTheDrain) {
  Start();
  OnChat([](Call& call, Reader<ChatRequest>&, Writer<ChatResponse>&) {
    EXPECT_TRUE(Await([&] { return call.IsDraining(); }));
    return absl::UnavailableError("draining; resume elsewhere");
  });
  const auto context = Context();
  // Without retries: ours would look for another server.
  const auto stream = EchoService::NewStub(PlainChannel())->Chat(context.get());
  ASSERT_TRUE(stream->Write(ChatRequest()));
  ASSERT_TRUE(Await([&] {
    return MetricsText(*registry_)
               .find(
                   "grpc_server_queue_seconds_count{grpc_method=\"Chat\","
                   "grpc_service=\"" +
                   std::string(kEchoService) +
                   "\",grpc_type=\"bidi_stream\"} 1") != std::string::npos;
  }));
  const absl::Time start = absl::Now();
  server_->Drain(absl::Seconds(20));
  EXPECT_LT(absl::Now() - start, absl::Seconds(10));
  EXPECT_THAT(rpc::FromGrpc(stream->Finish()),
              FailsWith(absl::StatusCode::kUnavailable, "resume"));
}

TEST_F(ServerTest, MetricsTellExactlyWhatHappened) {
  options_.metrics_listen = "127.0.0.1:0";
  Start();
  ASSERT_TRUE(Echo("1").ok());
  ASSERT_TRUE(Echo("2").ok());
  OnEcho([](Call&, const EchoRequest&) { return absl::NotFoundError(""); });
  ASSERT_FALSE(Echo("3").ok());
  SplitRequest request;
  request.set_parent("accounts/acme");
  request.set_text("abc");
  const auto context = Context();
  const auto reader = Stub()->Split(context.get(), request);
  for (SplitResponse response; reader->Read(&response);) continue;
  ASSERT_TRUE(reader->Finish().ok());

  const std::string text = FetchMetrics(server_->metrics_port());
  EXPECT_THAT(text, HasSubstr("200 OK"));
  const std::string echo = absl::StrCat("grpc_method=\"Echo\",grpc_service=\"",
                                        kEchoService, "\",grpc_type=\"unary\"");
  const std::string split =
      absl::StrCat("grpc_method=\"Split\",grpc_service=\"", kEchoService,
                   "\",grpc_type=\"server_stream\"");
  for (const std::string& line : {
           absl::StrCat("grpc_server_started_total{", echo, "} 3"),
           absl::StrCat("grpc_server_handled_total{grpc_code=\"OK\",", echo,
                        "} 2"),
           absl::StrCat("grpc_server_handled_total{grpc_code=\"NotFound\",",
                        echo, "} 1"),
           absl::StrCat("grpc_server_handled_total{grpc_code=\"Internal\",",
                        echo, "} 0"),
           absl::StrCat("grpc_server_msg_received_total{", echo, "} 3"),
           absl::StrCat("grpc_server_msg_sent_total{", echo, "} 2"),
           absl::StrCat("grpc_server_handling_seconds_count{", echo, "} 3"),
           absl::StrCat("grpc_server_queue_seconds_count{", echo, "} 3"),
           absl::StrCat("grpc_server_started_total{", split, "} 1"),
           absl::StrCat("grpc_server_msg_received_total{", split, "} 1"),
           absl::StrCat("grpc_server_msg_sent_total{", split, "} 3"),
       }) {
    EXPECT_THAT(text, HasSubstr(line + "\n"));
  }
}

TEST_F(ServerTest, MetricsLackTheGaugesThatCannotBeReadAndSaySo) {
  options_.metrics_listen = "127.0.0.1:0";
  for (const bool is_well : {true, false}) {
    echo_gauges_ = [is_well]() -> absl::StatusOr<std::vector<GaugeFamily>> {
      if (!is_well) return absl::UnavailableError("no database");
      return std::vector<GaugeFamily>{
          {"echoes", "Echoes.", {{{{"wall", "north"}}, 3}}}};
    };
    Start();
    const std::string text = FetchMetrics(server_->metrics_port());
    const bool has_gauges =
        text.find("echoes{wall=\"north\"} 3\n") != std::string::npos;
    EXPECT_EQ(has_gauges, is_well) << text;
    EXPECT_EQ(text.find("echoes") != std::string::npos, is_well) << text;
    EXPECT_THAT(text,
                HasSubstr(absl::StrCat(
                    "ritornello_scrapes_incomplete_total{group=\"echo\"} ",
                    is_well ? "0" : "1", "\n")));
    EXPECT_THAT(text, HasSubstr("grpc_server_started_total{"));
  }
  EXPECT_EQ(Logged("error", "no database").size(), 1u);
}

TEST_F(ServerTest, MetricsAddressInUseIsRefused) {
  options_.metrics_listen = "127.0.0.1:0";
  Start();
  options_.metrics_listen = absl::StrCat("127.0.0.1:", server_->metrics_port());
  EXPECT_THAT(TryStart(), FailsWith(absl::StatusCode::kUnavailable,
                                    options_.metrics_listen));
}

using ServerDeathTest = ServerTest;

// In a process of its own, because signals are for whole processes.
TEST_F(ServerDeathTest, SigtermDrainsAndThenTheProgramEnds) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  for (const int signal : {SIGTERM, SIGINT}) {
    EXPECT_EXIT(
        {
          BlockTerminationSignals();
          options_.drain_delay_seconds = 1;
          Start();
          absl::Notification begun;
          OnEcho([&](Call& call, const EchoRequest& request) {
            begun.Notify();
            EXPECT_TRUE(Await([&] { return call.IsDraining(); }));
            EchoResponse response;
            response.set_text(request.text());
            return response;
          });
          absl::StatusOr<std::string> answer;
          std::thread working([&] { answer = Echo("in flight"); });
          begun.WaitForNotification();
          bool said_so = false;
          std::thread watching([&] {
            said_so = Await([&] { return HealthOf("") == kNotServing; });
          });
          kill(getpid(), signal);
          server_->WaitForTermination();
          working.join();
          watching.join();
          const bool is_well = said_so && answer.ok() &&
                               *answer == "in flight" &&
                               Logged("message", "draining").size() == 1 &&
                               Logged("message", "drained").size() == 1;
          server_.reset();
          std::_Exit(is_well ? 0 : 3);
        },
        ::testing::ExitedWithCode(0), "");
  }
}

}  // namespace
}  // namespace ritornello::server
