#include "libs/server/testing/echo_fixture.h"

#include <google/protobuf/util/json_util.h>
#include <grpcpp/generic/generic_stub.h>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/grpc_status.h"
#include "libs/server/method.h"

namespace ritornello::server::testing {
namespace {

constexpr absl::Duration kTimeout = absl::Seconds(20);

absl::StatusOr<EchoBookResponse> EchoBook(Call& call,
                                          const EchoBookRequest& /*request*/) {
  EchoBookResponse response;
  response.set_book(call.book());
  return response;
}

absl::Status Split(Call& /*call*/, Reader<SplitRequest>& requests,
                   Writer<SplitResponse>& responses) {
  SplitRequest request;
  if (!requests.Read(&request)) return absl::InternalError("no request");
  for (const char c : request.text()) {
    SplitResponse response;
    response.set_letter(std::string(1, c));
    if (!responses.Write(response)) break;
  }
  return absl::OkStatus();
}

// Answers twice to the letter "2" and not at all to "0": two bugs.
absl::Status Join(Call& /*call*/, Reader<JoinRequest>& requests,
                  Writer<JoinResponse>& responses) {
  JoinRequest request;
  JoinResponse response;
  int answer_count = 1;
  while (requests.Read(&request)) {
    response.mutable_text()->append(request.letter());
    if (request.letter() == "0") answer_count = 0;
    if (request.letter() == "2") answer_count = 2;
  }
  for (int i = 0; i < answer_count; ++i) responses.Write(response);
  return absl::OkStatus();
}

absl::Status Chat(Call& /*call*/, Reader<ChatRequest>& requests,
                  Writer<ChatResponse>& responses) {
  ChatRequest request;
  while (requests.Read(&request)) {
    ChatResponse response;
    response.set_text(request.text());
    if (!responses.Write(response)) break;
  }
  return absl::OkStatus();
}

absl::StatusOr<EchoResponse> EchoText(Call& /*call*/,
                                      const EchoRequest& request) {
  EchoResponse response;
  response.set_text(request.text());
  return response;
}

}  // namespace

bool Await(const std::function<bool()>& condition) {
  for (const absl::Time end = absl::Now() + kTimeout; absl::Now() < end;) {
    if (condition()) return true;
    absl::SleepFor(absl::Milliseconds(5));
  }
  return condition();
}

grpc::Status Invoke(const std::shared_ptr<grpc::Channel>& channel,
                    const std::string& method,
                    const google::protobuf::Message& request,
                    google::protobuf::Message* response) {
  const auto context = rpc::MakeClientContext(absl::Now() + kTimeout, "");
  grpc::ByteBuffer request_bytes;
  grpc::ByteBuffer response_bytes;
  EXPECT_TRUE(Serialise(request, &request_bytes).ok());
  grpc::GenericStub stub(channel);
  grpc::Status result;
  absl::Notification done;
  stub.UnaryCall(context.get(), method, {}, &request_bytes, &response_bytes,
                 [&](grpc::Status status) {
                   result = std::move(status);
                   done.Notify();
                 });
  done.WaitForNotification();
  if (result.ok()) {
    EXPECT_TRUE(Parse(response_bytes, *response));
  }
  return result;
}

EchoFixture::EchoFixture()
    : on_echo_(EchoText),
      on_chat_(Chat),
      log_(clock_, [this](absl::string_view line) {
        const std::lock_guard<std::mutex> lock(mutex_);
        lines_.emplace_back(line);
      }) {
  options_.listen = "127.0.0.1:0";
}

void EchoFixture::OnEcho(EchoHandler handler) {
  const std::lock_guard<std::mutex> lock(mutex_);
  on_echo_ = std::move(handler);
}

void EchoFixture::OnChat(ChatHandler handler) {
  const std::lock_guard<std::mutex> lock(mutex_);
  on_chat_ = std::move(handler);
}

std::unique_ptr<BoundService> EchoFixture::MakeEchoService() {
  auto service = std::make_unique<BoundService>(kEchoService, kEchoRules);
  service->Unary("Echo", [this](Call& call, const EchoRequest& request) {
    std::unique_lock<std::mutex> lock(mutex_);
    const EchoHandler handler = on_echo_;
    lock.unlock();
    return handler(call, request);
  });
  service->Unary("EchoBook", EchoBook);
  service->Stream("Split", Split);
  service->Stream("Join", Join);
  service->Stream("Chat", [this](Call& call, Reader<ChatRequest>& requests,
                                 Writer<ChatResponse>& responses) {
    std::unique_lock<std::mutex> lock(mutex_);
    const ChatHandler handler = on_chat_;
    lock.unlock();
    return handler(call, requests, responses);
  });
  return service;
}

std::unique_ptr<BoundService> EchoFixture::MakeRelayService() {
  auto service = std::make_unique<BoundService>(kRelayService, kEchoRules);
  service->Unary(
      "Relay",
      [this](Call& call,
             const RelayRequest& request) -> absl::StatusOr<RelayResponse> {
        const auto context =
            rpc::MakeClientContext(call.deadline(), call.traceparent());
        CallAs(Role::kOperator, "*", "*", *context);
        EchoRequest echo;
        echo.mutable_parcel()->set_name("accounts/acme/parcels/1");
        echo.set_text(request.text());
        EchoResponse answer;
        const grpc::Status status =
            EchoService::NewStub(server_->InProcessChannel())
                ->Echo(context.get(), echo, &answer);
        if (!status.ok()) return rpc::FromGrpc(status);
        RelayResponse response;
        response.set_text(answer.text());
        return response;
      });
  return service;
}

std::vector<ServiceGroup> EchoFixture::MakeGroups() {
  std::vector<ServiceGroup> groups(2);
  groups[0].name = "echo";
  groups[0].services.push_back(MakeEchoService());
  groups[0].probe = echo_probe_;
  groups[0].gauges = echo_gauges_;
  groups[1].name = "relay";
  groups[1].services.push_back(MakeRelayService());
  return groups;
}

absl::StatusOr<std::unique_ptr<Server>> EchoFixture::TryStart() {
  return Server::Start(options_, MakeGroups(), environment());
}

void EchoFixture::Start() {
  auto server = TryStart();
  ASSERT_TRUE(server.ok()) << server.status();
  server_ = *std::move(server);
}

std::shared_ptr<grpc::Channel> EchoFixture::Channel() const {
  return rpc::MakeChannel(absl::StrCat("127.0.0.1:", server_->port()));
}

std::unique_ptr<EchoService::Stub> EchoFixture::Stub() const {
  return EchoService::NewStub(Channel());
}

std::unique_ptr<grpc::ClientContext> EchoFixture::Context() {
  auto context = rpc::MakeClientContext(absl::Now() + kTimeout, "");
  CallAs(Role::kOperator, "*", "*", *context);
  return context;
}

absl::StatusOr<std::string> EchoFixture::Echo(const std::string& text) {
  EchoRequest request;
  request.mutable_parcel()->set_name("accounts/acme/parcels/1");
  request.set_text(text);
  EchoResponse response;
  const grpc::Status status = Stub()->Echo(Context().get(), request, &response);
  if (!status.ok()) return rpc::FromGrpc(status);
  return response.text();
}

std::vector<google::protobuf::Struct> EchoFixture::Logged() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<google::protobuf::Struct> parsed;
  for (const std::string& line : lines_) {
    google::protobuf::Struct each;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(line, &each).ok())
        << line;
    parsed.push_back(std::move(each));
  }
  return parsed;
}

std::vector<google::protobuf::Struct> EchoFixture::Logged(
    const std::string& key, const std::string& value) const {
  std::vector<google::protobuf::Struct> found;
  for (auto& line : Logged()) {
    const auto field = line.fields().find(key);
    if (field != line.fields().end() && field->second.string_value() == value) {
      found.push_back(std::move(line));
    }
  }
  return found;
}

}  // namespace ritornello::server::testing
