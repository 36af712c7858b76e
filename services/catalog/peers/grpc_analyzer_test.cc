#include "services/catalog/peers/grpc_analyzer.h"

#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <chrono>
#include <stop_token>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/grpc_status.h"
#include "libs/rpc/traceparent.h"
#include "libs/sql/testing/backends.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "services/catalog/peers/fake_analyzer.h"

namespace ritornello::catalog {
namespace {

namespace wire_v1 = analysis::v1;
using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;

constexpr char kTraceparent[] =
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

// An analysis service that knows the files a test puts in. Of a spec it finds
// a TRUE_PEAK whose problem is the spec's display name.
class FakeService final : public wire_v1::AnalysisService::Service {
 public:
  grpc::Status AnalyzeVersion(
      grpc::ServerContext* context,
      const wire_v1::AnalyzeVersionRequest* request,
      wire_v1::AnalyzeVersionResponse* response) override {
    Note(*context);
    if (slow_) {
      while (!context->IsCancelled()) absl::SleepFor(absl::Milliseconds(5));
      return grpc::Status::CANCELLED;
    }
    if (!error_.ok()) return rpc::ToGrpc(error_);
    wire_v1::Report& report = *response->mutable_report();
    report.set_analyzer_version("ritornello-analysis/1");
    report.set_file_sha256(
        absl::StrCat(request->uri(), "|", request->file_sha256()));
    report.set_container(wire_v1::FLAC);
    report.set_encoding(wire_v1::FLAC_LOSSLESS);
    report.set_true_peak_dbtp(-1.5);
    return grpc::Status::OK;
  }

  grpc::Status Judge(grpc::ServerContext* context,
                     const wire_v1::JudgeRequest* request,
                     wire_v1::JudgeResponse* response) override {
    Note(*context);
    if (!error_.ok()) return rpc::ToGrpc(error_);
    spec_counts_.push_back(request->delivery_specs_size());
    for (const wire_v1::DeliverySpec& spec : request->delivery_specs()) {
      if (spec.display_name() == "forgotten") continue;
      wire_v1::Judgement& judgement = *response->add_judgements();
      judgement.set_display_name(spec.display_name());
      wire_v1::Finding& finding = *judgement.add_findings();
      finding.set_rule(wire_v1::Finding::TRUE_PEAK);
      finding.set_outcome(wire_v1::Finding::FAILED);
      finding.set_problem(spec.display_name());
      finding.set_advice(
          absl::StrCat(request->report().true_peak_dbtp(), " dBTP"));
    }
    return grpc::Status::OK;
  }

  absl::Status error_;
  bool slow_ = false;
  std::vector<int> spec_counts_;
  std::string traceparent_;
  absl::Duration time_left_;

 private:
  void Note(const grpc::ServerContext& context) {
    const auto& metadata = context.client_metadata();
    const auto entry = metadata.find(rpc::kTraceparentKey);
    traceparent_ =
        entry == metadata.end()
            ? ""
            : std::string(entry->second.data(), entry->second.length());
    time_left_ =
        absl::FromChrono(context.deadline() - std::chrono::system_clock::now());
  }
};

class GrpcAnalyzerTest : public ::testing::Test {
 protected:
  static std::unique_ptr<grpc::Server> Serve(FakeService& service) {
    return grpc::ServerBuilder().RegisterService(&service).BuildAndStart();
  }
  static absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

  FakeService service_;
  std::unique_ptr<grpc::Server> server_ = Serve(service_);
  GrpcAnalyzer analyzer_{server_->InProcessChannel(grpc::ChannelArguments())};
};

TEST_F(GrpcAnalyzerTest, AsksForTheFileAndItsHash) {
  const auto report = analyzer_.Analyze("file:///music/a.flac", "5a1", Soon(),
                                        kTraceparent, {});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->file_sha256, "file:///music/a.flac|5a1");
  EXPECT_EQ(report->container, "FLAC");
  EXPECT_EQ(report->true_peak_dbtp, -1.5);
  EXPECT_EQ(report->integrated_lufs, std::nullopt);
}

TEST_F(GrpcAnalyzerTest, TheCallHasTheTraceAndTheDeadline) {
  ASSERT_THAT(analyzer_.Analyze("file:///a", "", Soon(), kTraceparent, {}),
              IsOk());
  EXPECT_EQ(service_.traceparent_, kTraceparent);
  EXPECT_GT(service_.time_left_, absl::Seconds(10));
  EXPECT_LT(service_.time_left_, absl::Seconds(21));
  const VersionSpec specs[] = {{.library_id = "artlist"}};
  ASSERT_THAT(analyzer_.Judge(Report(), specs, Soon(), ""), IsOk());
  EXPECT_EQ(service_.traceparent_, "");
  EXPECT_GT(service_.time_left_, absl::Seconds(10));
  EXPECT_LT(service_.time_left_, absl::Seconds(21));
}

TEST_F(GrpcAnalyzerTest, GivesUpAtTheDeadline) {
  service_.slow_ = true;
  const absl::Time begin = absl::Now();
  EXPECT_THAT(analyzer_.Analyze("file:///a", "",
                                begin + absl::Milliseconds(100), "", {}),
              FailsWith(absl::StatusCode::kDeadlineExceeded, ""));
  EXPECT_GE(absl::Now() - begin, absl::Milliseconds(90));
  EXPECT_LT(absl::Now() - begin, absl::Seconds(10));
}

TEST_F(GrpcAnalyzerTest, GivesUpWhenStopped) {
  service_.slow_ = true;
  std::stop_source stop;
  const absl::Time begin = absl::Now();
  std::thread stopping([&] {
    absl::SleepFor(absl::Milliseconds(50));
    stop.request_stop();
  });
  EXPECT_THAT(analyzer_.Analyze("file:///a", "", Soon(), "", stop.get_token()),
              FailsWith(absl::StatusCode::kCancelled, ""));
  stopping.join();
  EXPECT_LT(absl::Now() - begin, absl::Seconds(10));
}

TEST_F(GrpcAnalyzerTest, WhatAnalysisRefusesKeepsItsDetails) {
  const absl::Status errors[] = {
      WithReason(absl::FailedPreconditionError("another SHA-256"),
                 "HASH_MISMATCH", {{"uri", "file:///a"}}),
      WithReason(InvalidField("uri", "is no audio"), "UNSUPPORTED_AUDIO", {}),
      WithRetryDelay(absl::ResourceExhaustedError("all workers are busy"),
                     absl::Milliseconds(1'500)),
  };
  const VersionSpec specs[] = {{.library_id = "artlist"}};
  for (const absl::Status& error : errors) {
    service_.error_ = error;
    for (const absl::Status& status :
         {analyzer_.Analyze("file:///a", "", Soon(), "", {}).status(),
          analyzer_.Judge(Report(), specs, Soon(), "").status()}) {
      EXPECT_THAT(status, FailsWith(error.code(), error.message()));
      EXPECT_EQ(FieldViolationsOf(status), FieldViolationsOf(error));
      EXPECT_EQ(RetryDelayOf(status), RetryDelayOf(error));
      if (ReasonOf(error).reason.empty()) continue;
      EXPECT_EQ(ReasonOf(status), ReasonOf(error));
    }
  }
}

TEST_F(GrpcAnalyzerTest, AnAnalysisThatIsAwayIsUnavailable) {
  GrpcAnalyzer analyzer(rpc::MakeChannel("unix:/nowhere/analysis.sock"));
  EXPECT_THAT(analyzer.Analyze("file:///a", "", Soon(), "", {}),
              FailsWith(absl::StatusCode::kUnavailable, ""));
  EXPECT_FALSE(analyzer.IsReachable());
}

TEST_F(GrpcAnalyzerTest, IsReachableUntilProvenAway) {
  EXPECT_TRUE(analyzer_.IsReachable());
  ASSERT_THAT(analyzer_.Analyze("file:///a", "", Soon(), "", {}), IsOk());
  EXPECT_TRUE(analyzer_.IsReachable());
}

TEST_F(GrpcAnalyzerTest, JudgesInBatchesAndKeepsTheOrder) {
  const struct {
    size_t spec_count;
    std::vector<int> calls;
  } cases[] = {
      {0, {}},
      {1, {1}},
      {kSpecCountMax, {100}},
      {kSpecCountMax + 1, {100, 1}},
      {2 * kSpecCountMax + 50, {100, 100, 50}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.spec_count);
    service_.spec_counts_.clear();
    std::vector<VersionSpec> specs(c.spec_count);
    for (size_t i = 0; i < specs.size(); ++i) {
      specs[i].library_id = absl::StrCat("library-", i);
    }
    const auto findings =
        analyzer_.Judge(Report{.true_peak_dbtp = -0.5}, specs, Soon(), "");
    ASSERT_TRUE(findings.ok()) << findings.status();
    EXPECT_EQ(service_.spec_counts_, c.calls);
    ASSERT_EQ(findings->size(), c.spec_count);
    for (size_t i = 0; i < specs.size(); ++i) {
      EXPECT_EQ((*findings)[i],
                (std::vector<Finding>{{.rule = "TRUE_PEAK",
                                       .outcome = Outcome::kFailed,
                                       .problem = specs[i].library_id,
                                       .advice = "-0.5 dBTP"}}));
    }
  }
}

TEST_F(GrpcAnalyzerTest, AJudgementForEachSpecOrNone) {
  const VersionSpec specs[] = {{.library_id = "artlist"},
                               {.library_id = "forgotten"}};
  EXPECT_THAT(analyzer_.Judge(Report(), specs, Soon(), ""),
              FailsWith(absl::StatusCode::kInternal, "1 judgements on 2"));
}

using GrpcAnalyzerDeathTest = GrpcAnalyzerTest;

TEST_F(GrpcAnalyzerDeathTest, NobodyIsAskedInATransaction) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const sql::testing::TestDatabase database(sql::testing::Backend::kSqlite);
  const auto connection = database.Open();
  const auto transaction = sql::Transaction::Begin(*connection);
  ASSERT_THAT(transaction, IsOk());
  EXPECT_DEATH({ (void)analyzer_.Analyze("file:///a", "", Soon(), "", {}); },
               "IsTransactionOpenOnThisThread");
  EXPECT_DEATH({ (void)analyzer_.Judge(Report(), {}, Soon(), ""); },
               "IsTransactionOpenOnThisThread");
}

TEST(FakeAnalyzerTest, AnswersWhatItWasTold) {
  testing::FakeAnalyzer fake;
  fake.SetAnswer("file:///a", Report{.file_sha256 = "5a1"});
  fake.SetAnswer("file:///b", absl::UnavailableError("away"));
  const absl::Time never = absl::InfiniteFuture();
  EXPECT_EQ(fake.Analyze("file:///a", "5a1", never, "", {})->file_sha256,
            "5a1");
  EXPECT_EQ(
      ReasonOf(fake.Analyze("file:///a", "5a2", never, "", {}).status()).reason,
      "HASH_MISMATCH");
  EXPECT_THAT(fake.Analyze("file:///b", "", never, "", {}),
              FailsWith(absl::StatusCode::kUnavailable, "away"));
  EXPECT_THAT(fake.Analyze("file:///c", "", never, "", {}),
              FailsWith(absl::StatusCode::kNotFound, "file:///c"));
  EXPECT_EQ(fake.AnalyzeCount("file:///a"), 2);
}

TEST(FakeAnalyzerTest, HoldsUntilReleasedOrUntilTheDeadline) {
  testing::FakeAnalyzer fake;
  fake.SetAnswer("file:///a", Report{.file_sha256 = "5a1"});
  fake.Hold();
  EXPECT_THAT(fake.Analyze("file:///a", "",
                           absl::Now() + absl::Milliseconds(10), "", {}),
              FailsWith(absl::StatusCode::kDeadlineExceeded, ""));
  std::thread caller([&] {
    EXPECT_THAT(fake.Analyze("file:///a", "", absl::InfiniteFuture(), "", {}),
                IsOk());
  });
  EXPECT_TRUE(fake.AwaitHeld(1));
  fake.Release();
  caller.join();
}

}  // namespace
}  // namespace ritornello::catalog
