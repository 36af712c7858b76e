#include "cli/ingest_stream.h"

#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/interruption.h"
#include "libs/status/status_matchers.h"
#include "libs/time/fake_clock.h"
#include "ritornello/catalog/v1/ingest_service.grpc.pb.h"

namespace ritornello::cli {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
namespace v1 = catalog::v1;

// A catalogue that loses its connection behind so many items of each stream,
// and acknowledges all of them but the last.
class BreakingIngest final : public v1::IngestService::Service {
 public:
  int items_per_stream = 0;  // 0: it never breaks
  int breaks_max = 1'000;
  grpc::StatusCode code = grpc::StatusCode::UNAVAILABLE;
  std::vector<std::vector<int64_t>> streams;  // sequences, as they came

 private:
  grpc::Status Ingest(
      grpc::ServerContext* /*context*/,
      grpc::ServerReaderWriter<v1::IngestResponse, v1::IngestRequest>* stream)
      override {
    const bool breaks =
        items_per_stream > 0 && static_cast<int>(streams.size()) < breaks_max;
    std::vector<int64_t>& sequences = streams.emplace_back();
    v1::IngestRequest request;
    while (stream->Read(&request)) {
      if (!request.has_item()) continue;
      sequences.push_back(request.item().sequence());
      if (breaks && static_cast<int>(sequences.size()) == items_per_stream) {
        return {code, "lost"};
      }
      v1::IngestResponse ack;
      ack.set_sequence(request.item().sequence());
      ack.set_outcome(v1::IngestResponse::CREATED);
      stream->Write(ack);
    }
    return grpc::Status::OK;
  }
};

class IngestStreamTest : public ::testing::Test {
 protected:
  IngestStreamTest() {
    grpc::ServerBuilder builder;
    builder.RegisterService(&ingest_);
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                             &port_);
    server_ = builder.BuildAndStart();
    source_.count = 7;
    source_.draft = [](int64_t i) -> std::optional<v1::IngestItem> {
      if (i == 2) return std::nullopt;  // left out
      return v1::IngestItem();
    };
    source_.hear = [this](const v1::IngestResponse& ack) {
      heard_.push_back(ack.sequence());
    };
    source_.line = [](int64_t i) { return 10 * i + 2; };
  }
  ~IngestStreamTest() override { server_->Shutdown(); }

  absl::Status Send() {
    Session session{.channel = Connection(
                        [this] {
                          return grpc::CreateChannel(
                              absl::StrCat("127.0.0.1:", port_),
                              grpc::InsecureChannelCredentials());
                        },
                        {}),
                    .out = out_,
                    .err = err_,
                    .clock = clock_};
    v1::IngestStart start;
    start.set_parent("accounts/acme");
    return SendItems(start, source_, session);
  }

  BreakingIngest ingest_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
  std::ostringstream out_, err_;
  ::ritornello::testing::FakeClock clock_;
  IngestSource source_;
  std::vector<int64_t> heard_;
};

using Sequences = std::vector<int64_t>;

TEST_F(IngestStreamTest, EveryItemIsSentOnce) {
  EXPECT_THAT(Send(), IsOk());
  EXPECT_EQ(ingest_.streams, (std::vector<Sequences>{{0, 1, 3, 4, 5, 6}}));
  EXPECT_EQ(heard_, (Sequences{0, 1, 3, 4, 5, 6}));
  EXPECT_EQ(err_.str(), "");
}

TEST_F(IngestStreamTest, WhatWasNotAcknowledgedIsSentAgain) {
  ingest_.items_per_stream = 3;
  EXPECT_THAT(Send(), IsOk());
  EXPECT_EQ(ingest_.streams,
            (std::vector<Sequences>{{0, 1, 3}, {3, 4, 5}, {5, 6}}));
  EXPECT_EQ(heard_, (Sequences{0, 1, 3, 4, 5, 6}));
  EXPECT_EQ(err_.str(),
            "the connection was lost when 2 of 7 tracks were done, up to line "
            "12; trying again\n"
            "the connection was lost when 5 of 7 tracks were done, up to line "
            "42; trying again\n");
}

TEST_F(IngestStreamTest, GivesUpWhenNothingIsTakenAnyMore) {
  ingest_.items_per_stream = 1;
  EXPECT_THAT(Send(),
              FailsWith(absl::StatusCode::kUnavailable,
                        "the connection was lost when 0 of 7 tracks were done; "
                        "the same command goes on from there"));
  EXPECT_EQ(ingest_.streams.size(), static_cast<size_t>(kReconnectsMax) + 1);
}

TEST_F(IngestStreamTest, OtherErrorsAreNotTriedAgain) {
  ingest_.items_per_stream = 3;
  ingest_.code = grpc::StatusCode::NOT_FOUND;
  EXPECT_THAT(Send(), FailsWith(absl::StatusCode::kNotFound, "lost"));
  EXPECT_EQ(ingest_.streams.size(), 1u);
}

std::string Interrupted() {
  char buffer[200];
  return std::string(buffer, InterruptText(buffer));
}

TEST_F(IngestStreamTest, CtrlCIsAnsweredWithHowFarItCame) {
  EXPECT_EQ(Interrupted(), "ritornello: interrupted\n");
  std::string while_sending;
  source_.hear = [&](const v1::IngestResponse& ack) {
    if (ack.sequence() == 4) while_sending = Interrupted();
  };
  EXPECT_THAT(Send(), IsOk());
  EXPECT_EQ(while_sending,
            "ritornello: interrupted; 4 of 7 tracks are done, up to line 32; "
            "the same command goes on from there\n");
  EXPECT_EQ(Interrupted(), "ritornello: interrupted\n");
  char small[4];
  EXPECT_EQ(InterruptText(small), 4u);
}

}  // namespace
}  // namespace ritornello::cli
