#include "libs/server/service.h"

#include <gmock/gmock.h>
#include <google/protobuf/wrappers.pb.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "libs/rpc/grpc_status.h"
#include "libs/rpc/traceparent.h"
#include "libs/server/testing/echo_fixture.h"
#include "libs/server/testing/generic_call.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"

namespace ritornello::server {
namespace {

using ::ritornello::testing::FailsWith;
using ::testing::HasSubstr;
using namespace testing;  // NOLINT: the echo messages

class ServiceTest : public EchoFixture {
 protected:
  // How many calls of Echo ended with `code`, as the metrics tell.
  bool HandledIs(const std::string& code, int count) {
    return MetricsText(*registry_)
               .find(absl::StrCat(
                   "grpc_server_handled_total{grpc_code=\"", code,
                   "\",grpc_method=\"Echo\",grpc_service=\"", kEchoService,
                   "\",grpc_type=\"unary\"} ", count, "\n")) !=
           std::string::npos;
  }

  static EchoRequest Request(const std::string& text) {
    EchoRequest request;
    request.mutable_parcel()->set_name("accounts/acme/parcels/1");
    request.set_text(text);
    return request;
  }
};

TEST_F(ServiceTest, UnaryAnswers) {
  Start();
  for (const std::string& text :
       {std::string(), std::string("héllo"), std::string(3'000'000, 'x')}) {
    const auto got = Echo(text);
    ASSERT_TRUE(got.ok()) << got.status();
    EXPECT_EQ(*got, text);
  }
}

TEST_F(ServiceTest, ErrorsArriveWithTheirDetails) {
  Start();
  const absl::Status cases[] = {
      InvalidField("parcel.name", "must be round"),
      WithReason(absl::FailedPreconditionError("why"), "HASH_MISMATCH",
                 {{"sha256", "00"}}),
      WithRetryDelay(absl::UnavailableError("later"), absl::Seconds(2)),
      absl::AlreadyExistsError("é"),
  };
  for (const absl::Status& status : cases) {
    OnEcho([&](Call&, const EchoRequest&) { return status; });
    EXPECT_EQ(Echo("x").status(), status);
  }
}

TEST_F(ServiceTest, InternalErrorsAreForTheLogOnly) {
  Start();
  OnEcho([](Call&, const EchoRequest&) {
    return absl::InternalError("no such column: secret");
  });
  EXPECT_THAT(Echo("x"), FailsWith(absl::StatusCode::kInternal,
                                   "internal error; see the server's log"));
  const auto lines = Logged("code", "Internal");
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].fields().at("message").string_value(),
            "no such column: secret");
  EXPECT_EQ(lines[0].fields().at("severity").string_value(), "ERROR");
}

TEST_F(ServiceTest, CallTellsWhoCallsAndHow) {
  Start();
  const std::string traceparent = rpc::NewTraceparent();
  const auto context =
      rpc::MakeClientContext(absl::Now() + absl::Seconds(20), traceparent);
  CallAs(Role::kEditor, "acme,beta", "", *context);
  absl::Time deadline;
  OnEcho([&](Call& call, const EchoRequest&) {
    deadline = call.deadline();
    EXPECT_EQ(call.method(), "ritornello.server.testing.EchoService/Echo");
    EXPECT_EQ(call.traceparent(), traceparent);
    EXPECT_EQ(call.caller().subject, "tester");
    EXPECT_EQ(call.caller().role, Role::kEditor);
    EXPECT_EQ(call.account(), "acme");
    EXPECT_EQ(call.book(), "");
    EXPECT_FALSE(call.IsCancelled());
    EXPECT_FALSE(call.IsDraining());
    return EchoResponse();
  });
  EchoResponse response;
  ASSERT_TRUE(Stub()->Echo(context.get(), Request("x"), &response).ok());
  EXPECT_LT(absl::AbsDuration(deadline - absl::Now() - absl::Seconds(20)),
            absl::Seconds(10));
}

TEST_F(ServiceTest, BookIsNotAnAccount) {
  Start();
  EchoBookRequest request;
  request.set_parent("books/main");
  EchoBookResponse response;
  ASSERT_TRUE(Stub()->EchoBook(Context().get(), request, &response).ok());
  EXPECT_EQ(response.book(), "main");
}

TEST_F(ServiceTest, InvalidTraceIsReplaced) {
  Start();
  OnEcho([](Call& call, const EchoRequest&) {
    EXPECT_TRUE(rpc::IsTraceparent(call.traceparent()));
    return EchoResponse();
  });
  for (const char* traceparent : {"", "00-nonsense"}) {
    const auto context = Context();
    context->AddMetadata(rpc::kTraceparentKey, traceparent);
    EchoResponse response;
    EXPECT_TRUE(Stub()->Echo(context.get(), Request("x"), &response).ok());
  }
}

TEST_F(ServiceTest, LogLineTellsTheCall) {
  Start();
  const auto context = rpc::MakeClientContext(
      absl::Now() + absl::Seconds(20),
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  CallAs(Role::kReader, "acme", "", *context);
  EchoResponse response;
  ASSERT_TRUE(Stub()->Echo(context.get(), Request("x"), &response).ok());
  const auto lines = Logged("code", "OK");
  ASSERT_EQ(lines.size(), 1u);
  const auto& fields = lines[0].fields();
  EXPECT_EQ(fields.at("service").string_value(), kEchoService);
  EXPECT_EQ(fields.at("method").string_value(), "Echo");
  EXPECT_EQ(fields.at("severity").string_value(), "INFO");
  EXPECT_EQ(fields.at("subject").string_value(), "tester");
  EXPECT_EQ(fields.at("account").string_value(), "acme");
  EXPECT_EQ(fields.at("trace_id").string_value(),
            "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(fields.at("message").string_value(), "");
  EXPECT_THAT(fields.at("peer").string_value(), HasSubstr("ipv4:127.0.0.1:"));
  EXPECT_GT(fields.at("duration_ms").number_value(), 0);
  EXPECT_GE(fields.at("duration_ms").number_value(),
            fields.at("queue_ms").number_value());
}

TEST_F(ServiceTest, WithoutCallLogOnlyTheServersFaultsAreLogged) {
  options_.log_calls = false;
  Start();
  struct {
    absl::Status status;
    size_t want;
  } const cases[] = {
      {absl::OkStatus(), 0},
      {absl::NotFoundError(""), 0},
      {absl::UnavailableError(""), 1},
      {absl::InternalError(""), 1},
  };
  for (const auto& c : cases) {
    OnEcho([&](Call&, const EchoRequest&) -> absl::StatusOr<EchoResponse> {
      if (c.status.ok()) return EchoResponse();
      return c.status;
    });
    const size_t before = Logged("method", "Echo").size();
    // Not through Echo(): its channel would try Unavailable again.
    EchoResponse response;
    EchoService::NewStub(server_->InProcessChannel())
        ->Echo(Context().get(), Request("x"), &response);
    EXPECT_EQ(Logged("method", "Echo").size() - before, c.want) << c.status;
  }
}

TEST_F(ServiceTest, FullQueueRefusesAndSaysWhenToComeBack) {
  options_.worker_count = 1;
  options_.queue_limit = 1;
  Start();
  absl::Notification gate;
  std::atomic<int> run_count = 0;
  OnEcho([&](Call&, const EchoRequest&) {
    ++run_count;
    gate.WaitForNotification();
    return EchoResponse();
  });
  std::thread working([&] { EXPECT_TRUE(Echo("1").ok()); });
  ASSERT_TRUE(Await([&] { return run_count == 1; }));
  const std::string started = absl::StrCat(
      "grpc_server_started_total{grpc_method=\"Echo\",grpc_service=\"",
      kEchoService, "\",grpc_type=\"unary\"} 2\n");
  std::thread waiting([&] { EXPECT_TRUE(Echo("2").ok()); });
  ASSERT_TRUE(Await([&] {
    return MetricsText(*registry_).find(started) != std::string::npos;
  }));
  // The second call is counted a moment before it stands in the queue.
  absl::SleepFor(absl::Milliseconds(100));
  const absl::Status refused = Echo("3").status();
  EXPECT_TRUE(absl::IsResourceExhausted(refused)) << refused;
  EXPECT_EQ(ReasonOf(refused).reason, "WORKERS_BUSY");
  EXPECT_EQ(RetryDelayOf(refused), absl::Milliseconds(100));
  gate.Notify();
  working.join();
  waiting.join();
  EXPECT_EQ(run_count, 2);
}

TEST_F(ServiceTest, DeadlineThatPassedInTheQueueRunsNothing) {
  options_.worker_count = 1;
  Start();
  absl::Notification gate;
  std::atomic<int> run_count = 0;
  OnEcho([&](Call&, const EchoRequest&) {
    ++run_count;
    gate.WaitForNotification();
    return EchoResponse();
  });
  std::thread working([&] { EXPECT_TRUE(Echo("1").ok()); });
  ASSERT_TRUE(Await([&] { return run_count == 1; }));
  const auto late =
      rpc::MakeClientContext(absl::Now() + absl::Milliseconds(500), "");
  CallAs(Role::kOperator, "*", "*", *late);
  EchoResponse response;
  EXPECT_EQ(Stub()->Echo(late.get(), Request("2"), &response).error_code(),
            grpc::DEADLINE_EXCEEDED);
  // gRPC rounds the time left up on its way to the server.
  absl::SleepFor(absl::Seconds(1));
  gate.Notify();
  working.join();
  EXPECT_TRUE(Await([&] { return HandledIs("DeadlineExceeded", 1); }));
  EXPECT_EQ(run_count, 1);
}

TEST_F(ServiceTest, CancelledInTheQueueRunsNothing) {
  options_.worker_count = 1;
  Start();
  absl::Notification gate;
  std::atomic<int> run_count = 0;
  OnEcho([&](Call&, const EchoRequest&) {
    ++run_count;
    gate.WaitForNotification();
    return EchoResponse();
  });
  std::thread working([&] { EXPECT_TRUE(Echo("1").ok()); });
  ASSERT_TRUE(Await([&] { return run_count == 1; }));
  const auto context = Context();
  std::thread waiting([&] {
    EchoResponse response;
    EXPECT_EQ(Stub()->Echo(context.get(), Request("2"), &response).error_code(),
              grpc::CANCELLED);
  });
  absl::SleepFor(absl::Milliseconds(300));
  context->TryCancel();
  waiting.join();
  // The server learns of it over the network.
  absl::SleepFor(absl::Milliseconds(300));
  gate.Notify();
  working.join();
  EXPECT_TRUE(Await([&] { return HandledIs("Canceled", 1); }));
  EXPECT_EQ(run_count, 1);
}

TEST_F(ServiceTest, HandlerLearnsOfCancellation) {
  Start();
  absl::Notification begun;
  absl::Notification ended;
  OnEcho([&](Call& call, const EchoRequest&) -> absl::StatusOr<EchoResponse> {
    begun.Notify();
    EXPECT_TRUE(Await([&] { return call.IsCancelled(); }));
    ended.Notify();
    return absl::CancelledError("nobody waits");
  });
  const auto context = Context();
  std::thread calling([&] {
    EchoResponse response;
    Stub()->Echo(context.get(), Request("x"), &response);
  });
  begun.WaitForNotification();
  context->TryCancel();
  ended.WaitForNotification();
  calling.join();
}

TEST_F(ServiceTest, BytesThatAreNoMessageAreRefused) {
  Start();
  google::protobuf::BytesValue wire;  // field 1 is bytes, not a Parcel
  wire.set_value("\xFF\xFF\xFF");
  EchoResponse response;
  for (const char* method : {"Echo", "Split"}) {
    const absl::Status status = rpc::FromGrpc(
        Invoke(Channel(), absl::StrCat("/", kEchoService, "/", method), wire,
               &response));
    EXPECT_THAT(status, FailsWith(absl::StatusCode::kInvalidArgument,
                                  "ritornello.server.testing."));
    EXPECT_EQ(ReasonOf(status).reason, "MALFORMED_MESSAGE");
  }
}

TEST_F(ServiceTest, ServerStream) {
  Start();
  SplitRequest request;
  request.set_parent("accounts/acme");
  for (const std::string& text :
       {std::string("abc"), std::string(), std::string(20'000, 'z')}) {
    request.set_text(text);
    const auto context = Context();
    const auto reader = Stub()->Split(context.get(), request);
    std::string got;
    SplitResponse response;
    while (reader->Read(&response)) got += response.letter();
    EXPECT_TRUE(reader->Finish().ok());
    EXPECT_EQ(got, text);
  }
}

TEST_F(ServiceTest, ClientStream) {
  Start();
  struct {
    const char* letters;
    grpc::StatusCode want;
  } const cases[] = {
      {"abcdef", grpc::OK},
      {"", grpc::INVALID_ARGUMENT},  // no message, so no account
      {"a0", grpc::INTERNAL},        // the handler forgets to answer
      {"a2", grpc::INTERNAL},        // the handler answers twice
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.letters);
    const auto context = Context();
    JoinResponse response;
    const auto writer = Stub()->Join(context.get(), &response);
    for (const char letter : absl::string_view(c.letters)) {
      JoinRequest request;
      request.set_parent("accounts/acme");
      request.set_letter(std::string(1, letter));
      EXPECT_TRUE(writer->Write(request));
    }
    writer->WritesDone();
    const grpc::Status status = writer->Finish();
    EXPECT_EQ(status.error_code(), c.want) << status.error_message();
    if (status.ok()) {
      EXPECT_EQ(response.text(), c.letters);
    }
  }
  const auto lines = Logged("code", "Internal");
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_THAT(lines[0].fields().at("message").string_value(),
              HasSubstr("wrote 0 messages instead of 1"));
  EXPECT_THAT(lines[1].fields().at("message").string_value(),
              HasSubstr("wrote 2 messages instead of 1"));
}

TEST_F(ServiceTest, BothWays) {
  Start();
  const auto context = Context();
  const auto stream = Stub()->Chat(context.get());
  for (int i = 0; i < 1000; ++i) {
    ChatRequest request;
    request.set_text(absl::StrCat(i));
    ASSERT_TRUE(stream->Write(request));
    ChatResponse response;
    ASSERT_TRUE(stream->Read(&response));
    ASSERT_EQ(response.text(), request.text());
  }
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(ServiceTest, StreamEndsWithTheErrorOfItsHandler) {
  Start();
  OnChat([](Call&, Reader<ChatRequest>&, Writer<ChatResponse>&) {
    return WithReason(absl::OutOfRangeError("enough"), "ENOUGH", {});
  });
  const auto context = Context();
  const auto stream = Stub()->Chat(context.get());
  EXPECT_TRUE(stream->Write(ChatRequest()));  // and never WritesDone
  ChatResponse response;
  EXPECT_FALSE(stream->Read(&response));
  const absl::Status status = rpc::FromGrpc(stream->Finish());
  EXPECT_THAT(status, FailsWith(absl::StatusCode::kOutOfRange, "enough"));
  EXPECT_EQ(ReasonOf(status).reason, "ENOUGH");
}

// The handler must not take what came before for all that there was; and
// whatever it says then, the client learns what it did wrong.
TEST_F(ServiceTest, AMessageThatCannotBeReadBreaksTheStream) {
  Start();
  std::vector<std::unique_ptr<google::protobuf::Message>> messages;
  for (const char* text : {"whole", "\xFF", "never read"}) {
    auto wire = std::make_unique<google::protobuf::BytesValue>();
    wire->set_value(text);  // a text, on the wire, of any bytes
    messages.push_back(std::move(wire));
  }
  for (const absl::Status& answer :
       {absl::OkStatus(), absl::CancelledError("the caller went away")}) {
    SCOPED_TRACE(answer);
    std::vector<std::string> texts;
    bool was_cancelled_before = true;
    bool is_cancelled = false;
    OnChat([&](Call& call, Reader<ChatRequest>& reader, Writer<ChatResponse>&) {
      was_cancelled_before = call.IsCancelled();
      ChatRequest request;
      while (reader.Read(&request)) texts.push_back(request.text());
      is_cancelled = call.IsCancelled();
      return answer;
    });
    const absl::Status status = CallMethod(absl::StrCat(kEchoService, "/Chat"),
                                           messages, *Context(), Channel());
    EXPECT_THAT(status, FailsWith(absl::StatusCode::kInvalidArgument,
                                  "ritornello.server.testing.ChatRequest"));
    EXPECT_EQ(ReasonOf(status).reason, "MALFORMED_MESSAGE");
    EXPECT_EQ(texts, std::vector<std::string>{"whole"});
    EXPECT_FALSE(was_cancelled_before);
    EXPECT_TRUE(is_cancelled);
  }
}

TEST_F(ServiceTest, EndsOfACancelledStreamSayFalse) {
  Start();
  absl::Notification ended;
  OnChat([&](Call&, Reader<ChatRequest>& reader, Writer<ChatResponse>& writer) {
    ChatRequest request;
    EXPECT_TRUE(reader.Read(&request));
    EXPECT_FALSE(reader.Read(&request));
    EXPECT_FALSE(reader.Read(&request));
    EXPECT_TRUE(Await([&] { return !writer.Write(ChatResponse()); }));
    ended.Notify();
    return absl::OkStatus();
  });
  const auto context = Context();
  const auto stream = Stub()->Chat(context.get());
  ASSERT_TRUE(stream->Write(ChatRequest()));
  ASSERT_TRUE(Await([&] {
    return MetricsText(*registry_)
               .find(
                   "grpc_server_msg_received_total{"
                   "grpc_method=\"Chat\",grpc_service=\"" +
                   std::string(kEchoService) +
                   "\",grpc_type=\"bidi_stream\"} 1") != std::string::npos;
  }));
  context->TryCancel();
  ended.WaitForNotification();
}

TEST_F(ServiceTest, StreamCapRefusesAndSaysWhenToComeBack) {
  options_.stream_limit = 1;
  Start();
  const auto chat_once = [&](grpc::ClientContext& context) {
    auto stream = Stub()->Chat(&context);
    EXPECT_TRUE(stream->Write(ChatRequest()));
    ChatResponse response;
    const bool answered = stream->Read(&response);
    return std::make_pair(std::move(stream), answered);
  };
  for (int round = 0; round < 20; ++round) {
    const auto first_context = Context();
    auto [first, first_answered] = chat_once(*first_context);
    ASSERT_TRUE(first_answered) << round;
    const auto second_context = Context();
    auto [second, second_answered] = chat_once(*second_context);
    EXPECT_FALSE(second_answered);
    const absl::Status refused = rpc::FromGrpc(second->Finish());
    EXPECT_TRUE(absl::IsResourceExhausted(refused)) << refused;
    EXPECT_EQ(ReasonOf(refused).reason, "STREAMS_BUSY");
    EXPECT_EQ(RetryDelayOf(refused), absl::Seconds(1));
    first->WritesDone();
    EXPECT_TRUE(first->Finish().ok());
  }
}

// Streams may last for ever: they hold no worker.
TEST_F(ServiceTest, StreamsLeaveWorkersAlone) {
  options_.worker_count = 1;
  options_.queue_limit = 0;
  options_.stream_limit = 2;
  Start();
  const auto context = Context();
  const auto stream = Stub()->Chat(context.get());
  ASSERT_TRUE(stream->Write(ChatRequest()));
  ChatResponse response;
  ASSERT_TRUE(stream->Read(&response));
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(Echo("x").ok()) << i;
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

// A client that opens a stream and says nothing takes no thread.
TEST_F(ServiceTest, SilentStreamsHoldNoThread) {
  options_.stream_limit = 1;
  Start();
  const auto stub = Stub();
  std::vector<std::unique_ptr<grpc::ClientContext>> contexts;
  std::vector<
      std::unique_ptr<grpc::ClientReaderWriter<ChatRequest, ChatResponse>>>
      silent;
  for (int i = 0; i < 20; ++i) {
    contexts.push_back(Context());
    silent.push_back(stub->Chat(contexts.back().get()));
  }
  const auto context = Context();
  const auto stream = stub->Chat(context.get());
  ASSERT_TRUE(stream->Write(ChatRequest()));
  ChatResponse response;
  EXPECT_TRUE(stream->Read(&response));
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
  for (const auto& each : contexts) each->TryCancel();
  for (const auto& each : silent) each->Finish();
}

// One service of a process calls another while it holds its only worker.
TEST_F(ServiceTest, PoolsOfOneDoNotStarveEachOther) {
  options_.worker_count = 1;
  options_.queue_limit = 64;
  Start();
  const auto relay = RelayService::NewStub(Channel());
  std::vector<std::thread> callers;
  for (int i = 0; i < 8; ++i) {
    callers.emplace_back([&relay, i] {
      for (int n = 0; n < 20; ++n) {
        RelayRequest request;
        request.set_text(absl::StrCat(i, ":", n));
        RelayResponse response;
        const grpc::Status status =
            relay->Relay(Context().get(), request, &response);
        EXPECT_TRUE(status.ok()) << status.error_message();
        EXPECT_EQ(response.text(), request.text());
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
}

TEST_F(ServiceTest, TenThousandCallsFromEightThreads) {
  constexpr int kThreadCount = 8;
  constexpr int kCallCount = 1250;
  options_.log_calls = false;
  Start();
  const auto stub = Stub();
  std::vector<std::thread> callers;
  for (int i = 0; i < kThreadCount; ++i) {
    callers.emplace_back([&stub, i] {
      for (int n = 0; n < kCallCount; ++n) {
        const std::string text = absl::StrCat(i, ":", n);
        EchoResponse response;
        const grpc::Status status =
            stub->Echo(Context().get(), Request(text), &response);
        ASSERT_TRUE(status.ok()) << status.error_message();
        ASSERT_EQ(response.text(), text);
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_TRUE(HandledIs("OK", kThreadCount * kCallCount));
}

class ServiceDeathTest : public ServiceTest {
 protected:
  ServiceDeathTest() { ::testing::FLAGS_gtest_death_test_style = "threadsafe"; }
};

TEST_F(ServiceDeathTest, WiringMustFitTheProto) {
  const auto echo = [](Call&, const EchoRequest&) {
    return absl::StatusOr<EchoResponse>(EchoResponse());
  };
  const auto wrong_request = [](Call&, const ChatRequest&) {
    return absl::StatusOr<EchoResponse>(EchoResponse());
  };
  const auto wrong_response = [](Call&, const EchoRequest&) {
    return absl::StatusOr<ChatResponse>(ChatResponse());
  };
  const auto echo_stream = [](Call&, Reader<EchoRequest>&,
                              Writer<EchoResponse>&) {
    return absl::OkStatus();
  };
  const auto split = [](Call&, const SplitRequest&) {
    return absl::StatusOr<SplitResponse>(SplitResponse());
  };
  const auto service = [] { return BoundService(kEchoService, kEchoRules); };
  EXPECT_DEATH(BoundService("no.such.Service", kEchoRules), "CHECK failed");
  EXPECT_DEATH(service().Unary("Ecko", echo), "CHECK failed");
  EXPECT_DEATH(service().Unary("Echo", wrong_request), "CHECK failed");
  EXPECT_DEATH(service().Unary("Echo", wrong_response), "CHECK failed");
  EXPECT_DEATH(service().Stream("Echo", echo_stream), "CHECK failed");
  EXPECT_DEATH(service().Unary("Split", split), "CHECK failed");
  EXPECT_DEATH(BoundService(kEchoService, {}).Unary("Echo", echo),
               "CHECK failed");
  EXPECT_DEATH(
      {
        BoundService twice(kEchoService, kEchoRules);
        twice.Unary("Echo", echo);
        twice.Unary("Echo", echo);
      },
      "CHECK failed");
  EXPECT_DEATH(
      {
        std::vector<ServiceGroup> groups(1);
        groups[0].services.push_back(
            std::make_unique<BoundService>(kEchoService, kEchoRules));
        groups[0].services[0]->Unary("Echo", echo);
        (void)Server::Start(options_, std::move(groups), environment());
      },
      "CHECK failed");
}

}  // namespace
}  // namespace ritornello::server
