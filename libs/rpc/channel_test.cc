#include "libs/rpc/channel.h"

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "libs/rpc/client_context.h"

namespace ritornello::rpc {
namespace {

// Answers every method with the next of the planned codes, with an empty
// message when it is OK, and keeps what the last call told.
class PlannedService final : public grpc::CallbackGenericService {
 public:
  void Plan(std::deque<grpc::StatusCode> codes) {
    const std::lock_guard<std::mutex> lock(mutex_);
    codes_ = std::move(codes);
  }
  int call_count() const { return call_count_; }
  std::string traceparent() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return traceparent_;
  }
  absl::Time deadline() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return deadline_;
  }

  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override {
    ++call_count_;
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto& metadata = context->client_metadata();
    const auto found = metadata.find(kTraceparentKey);
    traceparent_ =
        found == metadata.end()
            ? ""
            : std::string(found->second.data(), found->second.length());
    deadline_ = absl::FromChrono(context->deadline());
    grpc::StatusCode code = grpc::StatusCode::OK;
    if (!codes_.empty()) {
      code = codes_.front();
      codes_.pop_front();
    }
    return new Answer(code);
  }

 private:
  class Answer final : public grpc::ServerGenericBidiReactor {
   public:
    explicit Answer(grpc::StatusCode code) {
      if (code == grpc::StatusCode::OK) {
        const grpc::Slice nothing;
        message_ = grpc::ByteBuffer(&nothing, 1);
        StartWriteAndFinish(&message_, {}, grpc::Status::OK);
      } else {
        Finish(grpc::Status(code, "planned"));
      }
    }
    void OnDone() override { delete this; }

   private:
    grpc::ByteBuffer message_;
  };

  std::atomic<int> call_count_ = 0;
  mutable std::mutex mutex_;
  std::deque<grpc::StatusCode> codes_;
  std::string traceparent_;
  absl::Time deadline_;
};

class ChannelTest : public ::testing::Test {
 protected:
  ChannelTest() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                             &port_);
    builder.RegisterCallbackGenericService(&service_);
    server_ = builder.BuildAndStart();
  }

  grpc::Status Call(grpc::ClientContext& context) {
    grpc::GenericStub stub(MakeChannel(absl::StrCat("127.0.0.1:", port_)));
    const grpc::Slice nothing;
    grpc::ByteBuffer request(&nothing, 1);
    grpc::ByteBuffer response;
    grpc::Status result;
    absl::Notification done;
    stub.UnaryCall(&context, "/x.Y/Z", {}, &request, &response,
                   [&](grpc::Status status) {
                     result = std::move(status);
                     done.Notify();
                   });
    done.WaitForNotification();
    return result;
  }
  grpc::Status Call() {
    return Call(*MakeClientContext(absl::Now() + absl::Seconds(20), ""));
  }

  PlannedService service_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

TEST_F(ChannelTest, TriesAgainWhenUnavailable) {
  service_.Plan({grpc::UNAVAILABLE, grpc::UNAVAILABLE, grpc::UNAVAILABLE});
  EXPECT_TRUE(Call().ok());
  EXPECT_EQ(service_.call_count(), 4);
}

TEST_F(ChannelTest, GivesUpAfterTheLastAttempt) {
  service_.Plan({grpc::UNAVAILABLE, grpc::UNAVAILABLE, grpc::UNAVAILABLE,
                 grpc::UNAVAILABLE});
  EXPECT_EQ(Call().error_code(), grpc::UNAVAILABLE);
  EXPECT_EQ(service_.call_count(), kAttemptCountMax);
}

TEST_F(ChannelTest, OtherErrorsAreAnswersNotAccidents) {
  for (const grpc::StatusCode code :
       {grpc::ABORTED, grpc::RESOURCE_EXHAUSTED, grpc::INTERNAL}) {
    const int before = service_.call_count();
    service_.Plan({code});
    EXPECT_EQ(Call().error_code(), code);
    EXPECT_EQ(service_.call_count(), before + 1);
  }
}

TEST_F(ChannelTest, DeadlineAndTraceArrive) {
  const std::string traceparent = NewTraceparent();
  const absl::Time deadline = absl::Now() + absl::Seconds(20);
  ASSERT_TRUE(Call(*MakeClientContext(deadline, traceparent)).ok());
  EXPECT_EQ(service_.traceparent(), traceparent);
  EXPECT_LT(absl::AbsDuration(service_.deadline() - deadline),
            absl::Seconds(1));
}

TEST_F(ChannelTest, NeitherWhenNotAskedFor) {
  ASSERT_TRUE(Call(*MakeClientContext(absl::InfiniteFuture(), "")).ok());
  EXPECT_EQ(service_.traceparent(), "");
  EXPECT_GT(service_.deadline(), absl::Now() + absl::Hours(24 * 365));
}

}  // namespace
}  // namespace ritornello::rpc
