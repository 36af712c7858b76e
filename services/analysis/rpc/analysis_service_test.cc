#include "services/analysis/rpc/analysis_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/blob/file_uri.h"
#include "libs/rpc/grpc_status.h"
#include "libs/server/metrics.h"
#include "libs/server/server.h"
#include "libs/server/testing/matrix.h"
#include "libs/server/testing/test_authenticator.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "ritornello/analysis/v1/analysis_service.grpc.pb.h"
#include "services/analysis/rpc/analysis_group.h"
#include "services/analysis/rpc/analysis_metrics.h"
#include "services/analysis/rpc/authorisation.h"
#include "services/analysis/testing/audio_file.h"
#include "services/analysis/testing/flac_silence.h"
#include "services/analysis/testing/signal.h"

namespace ritornello::analysis {
namespace {

using ::ritornello::testing::FailsWith;
using testing::FileKind;
namespace fs = std::filesystem;

class AnalysisServiceTest : public ::testing::Test {
 protected:
  AnalysisServiceTest() {
    std::string pattern = (fs::temp_directory_path() / "music-XXXXXX").string();
    folder_ = fs::canonical(::mkdtemp(pattern.data()));
    Write("tone.wav", testing::EncodedBytes(FileKind::kWav16,
                                            testing::Tone({{5.0, -20.0}})));
    Write("words.wav", "no audio at all");
    roots_ = std::make_unique<blob::Roots>(
        blob::Roots::Create({folder_.string()}).value());
    std::vector<server::ServiceGroup> groups;
    groups.push_back(MakeAnalysisGroup(*roots_, *registry_));
    server_ =
        server::Server::Start({.listen = "127.0.0.1:0"}, std::move(groups),
                              {.authenticator = authenticator_,
                               .log = log_,
                               .registry = registry_})
            .value();
    channel_ = server_->InProcessChannel();
    stub_ = v1::AnalysisService::NewStub(channel_);
  }
  ~AnalysisServiceTest() override { fs::remove_all(folder_); }

  void Write(const std::string& name, const std::string& bytes) {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
  }
  static void Prepare(grpc::ClientContext& context) {
    server::testing::CallAs(server::Role::kReader, "*", "*", context);
  }
  absl::StatusOr<v1::Report> Analyze(const std::string& name,
                                     const std::string& sha256 = "") {
    v1::AnalyzeVersionRequest request;
    request.set_uri(blob::FileUri((folder_ / name).string()));
    request.set_file_sha256(sha256);
    v1::AnalyzeVersionResponse response;
    grpc::ClientContext context;
    Prepare(context);
    const auto status = stub_->AnalyzeVersion(&context, request, &response);
    if (!status.ok()) return rpc::FromGrpc(status);
    return response.report();
  }
  absl::StatusOr<v1::Report> Stream(const std::string& bytes,
                                    size_t chunk_size) {
    v1::AnalyzeStreamResponse response;
    grpc::ClientContext context;
    Prepare(context);
    const auto writer = stub_->AnalyzeStream(&context, &response);
    v1::AnalyzeStreamRequest request;
    for (size_t at = 0; at < bytes.size(); at += chunk_size) {
      request.set_chunk(bytes.substr(at, chunk_size));
      if (!writer->Write(request)) break;
    }
    writer->WritesDone();
    const auto status = writer->Finish();
    if (!status.ok()) return rpc::FromGrpc(status);
    return response.report();
  }
  absl::StatusOr<v1::JudgeResponse> Judge(const v1::JudgeRequest& request) {
    v1::JudgeResponse response;
    grpc::ClientContext context;
    Prepare(context);
    const auto status = stub_->Judge(&context, request, &response);
    if (!status.ok()) return rpc::FromGrpc(status);
    return response;
  }

  fs::path folder_;
  SystemClock clock_;
  server::Log log_{clock_, [](absl::string_view) {}};
  server::testing::TestAuthenticator authenticator_;
  const std::shared_ptr<prometheus::Registry> registry_ =
      std::make_shared<prometheus::Registry>();
  std::unique_ptr<blob::Roots> roots_;
  std::unique_ptr<server::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::AnalysisService::Stub> stub_;
};

TEST_F(AnalysisServiceTest, AFileAndItsBytesGiveTheSameReport) {
  const auto report = Analyze("tone.wav");
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_NEAR(report->integrated_lufs(), -20.0, 0.1);
  std::ifstream file(folder_ / "tone.wav", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  for (const size_t chunk_size : {1'000u, 1u << 20}) {
    const auto streamed = Stream(bytes, chunk_size);
    ASSERT_TRUE(streamed.ok()) << streamed.status();
    EXPECT_EQ(streamed->DebugString(), report->DebugString());
  }
}

TEST_F(AnalysisServiceTest, TheExpectedHashIsChecked) {
  const auto report = Analyze("tone.wav");
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(Analyze("tone.wav", report->file_sha256()).ok());
  const auto refused = Analyze("tone.wav", std::string(64, '0'));
  EXPECT_EQ(ReasonOf(refused.status()).reason, "HASH_MISMATCH");
}

TEST_F(AnalysisServiceTest, ErrorsSayWhichFileAndWhy) {
  EXPECT_THAT(Analyze("none.wav"),
              FailsWith(absl::StatusCode::kNotFound, "none.wav"));
  const auto words = Analyze("words.wav");
  EXPECT_THAT(words, FailsWith(absl::StatusCode::kInvalidArgument, "WAV"));
  EXPECT_EQ(ReasonOf(words.status()).reason, "UNSUPPORTED_AUDIO");
  EXPECT_THAT(Stream("", 1), FailsWith(absl::StatusCode::kInvalidArgument, ""));
  EXPECT_THAT(Stream(std::string((1 << 20) + 1, 'x'), (1 << 20) + 1),
              FailsWith(absl::StatusCode::kInvalidArgument, "chunk"));
}

TEST_F(AnalysisServiceTest, CountsFilesByOutcomeAndTheMusicInThem) {
  const auto counts = [this](absl::string_view measured,
                             absl::string_view refused,
                             absl::string_view seconds) {
    const std::string text = server::MetricsText(*registry_);
    const std::string files = "ritornello_analysis_files_total{outcome=";
    for (const std::string& line :
         {absl::StrCat(files, "\"measured\"} ", measured),
          absl::StrCat(files, "\"refused\"} ", refused),
          absl::StrCat(files, "\"cancelled\"} 0"),
          absl::StrCat(files, "\"failed\"} 0"),
          absl::StrCat("ritornello_analysis_audio_seconds_total ", seconds)}) {
      EXPECT_THAT(text, ::testing::HasSubstr(line + "\n"));
    }
  };
  counts("0", "0", "0");
  ASSERT_TRUE(Analyze("tone.wav").ok());  // 5 s
  counts("1", "0", "5");
  std::ifstream file(folder_ / "tone.wav", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  ASSERT_TRUE(Stream(bytes, 1u << 20).ok());
  counts("2", "0", "10");
  EXPECT_FALSE(Analyze("none.wav").ok());
  EXPECT_FALSE(Analyze("words.wav").ok());
  EXPECT_FALSE(Analyze("tone.wav", std::string(64, '0')).ok());
  EXPECT_FALSE(Stream("no audio at all", 100).ok());
  counts("2", "4", "10");
}

// Hours of silence, whose measuring takes minutes that nobody waits for.
TEST_F(AnalysisServiceTest, ACallThatIsGivenUpEnds) {
  Write("silence.flac", testing::FlacSilence(4'000, 0));
  v1::AnalyzeVersionRequest request;
  request.set_uri(blob::FileUri((folder_ / "silence.flac").string()));
  const auto ends = [&](grpc::ClientContext& context, int cancelled_count) {
    v1::AnalyzeVersionResponse response;
    Prepare(context);
    const auto status = stub_->AnalyzeVersion(&context, request, &response);
    const std::string expected =
        absl::StrCat("ritornello_analysis_files_total{outcome=\"cancelled\"} ",
                     cancelled_count, "\n");
    const absl::Time give_up = absl::Now() + absl::Seconds(10);
    while (!absl::StrContains(server::MetricsText(*registry_), expected) &&
           absl::Now() < give_up) {
      absl::SleepFor(absl::Milliseconds(5));
    }
    EXPECT_THAT(server::MetricsText(*registry_),
                ::testing::HasSubstr(expected));
    return status.error_code();
  };
  grpc::ClientContext expired;
  expired.set_deadline(
      absl::ToChronoTime(absl::Now() + absl::Milliseconds(300)));
  EXPECT_EQ(ends(expired, 1), grpc::StatusCode::DEADLINE_EXCEEDED);
  grpc::ClientContext left;
  std::thread leaves([&left] {
    absl::SleepFor(absl::Milliseconds(300));
    left.TryCancel();
  });
  EXPECT_EQ(ends(left, 2), grpc::StatusCode::CANCELLED);
  leaves.join();
}

TEST(AnalysisMetricsTest, EachCodeIsOneOutcome) {
  const std::vector<std::pair<absl::StatusCode, std::string>> cases = {
      {absl::StatusCode::kInvalidArgument, "refused"},
      {absl::StatusCode::kNotFound, "refused"},
      {absl::StatusCode::kFailedPrecondition, "refused"},
      {absl::StatusCode::kPermissionDenied, "refused"},
      {absl::StatusCode::kOutOfRange, "refused"},
      {absl::StatusCode::kCancelled, "cancelled"},
      {absl::StatusCode::kUnavailable, "failed"},
      {absl::StatusCode::kInternal, "failed"}};
  for (const auto& [code, outcome] : cases) {
    prometheus::Registry registry;
    AnalysisMetrics(registry).Count(absl::Status(code, ""));
    EXPECT_THAT(
        server::MetricsText(registry),
        ::testing::HasSubstr(absl::StrCat("{outcome=\"", outcome, "\"} 1\n")))
        << code;
  }
}

TEST_F(AnalysisServiceTest, JudgesEachSpecInOrder) {
  v1::JudgeRequest request;
  *request.mutable_report() = *Analyze("tone.wav");
  v1::DeliverySpec& strict = *request.add_delivery_specs();
  strict.set_display_name("strict");
  strict.set_integrated_min_lufs(-16);
  request.add_delivery_specs()->set_display_name("generous");
  const auto response = Judge(request);
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->judgements_size(), 2);
  EXPECT_EQ(response->judgements(0).display_name(), "strict");
  EXPECT_EQ(response->judgements(0).findings_size(), 3);
  const v1::Finding& loudness = response->judgements(0).findings(2);
  EXPECT_EQ(loudness.rule(), v1::Finding::INTEGRATED_LOUDNESS);
  EXPECT_EQ(loudness.outcome(), v1::Finding::FAILED);
  EXPECT_NEAR(loudness.measured(), -20.0, 0.1);
  EXPECT_EQ(loudness.limit_min(), -16);
  EXPECT_NE(loudness.advice(), "");
  EXPECT_EQ(response->judgements(1).findings_size(), 2);
}

TEST_F(AnalysisServiceTest, JudgeKnowsItsLimits) {
  v1::JudgeRequest request;
  *request.mutable_report() = *Analyze("tone.wav");
  EXPECT_THAT(Judge(request), FailsWith(absl::StatusCode::kInvalidArgument,
                                        "delivery_specs: must number 1..100"));
  for (int i = 0; i < 100; ++i) request.add_delivery_specs();
  EXPECT_TRUE(Judge(request).ok());
  request.add_delivery_specs();
  EXPECT_THAT(Judge(request),
              FailsWith(absl::StatusCode::kInvalidArgument, "got 101"));
  request.mutable_delivery_specs()->DeleteSubrange(1, 100);
  request.mutable_delivery_specs(0)->set_dc_offset_max(-1);
  EXPECT_THAT(Judge(request), FailsWith(absl::StatusCode::kInvalidArgument,
                                        "delivery_specs[0].dc_offset_max"));
  request.mutable_report()->clear_analyzer_version();
  EXPECT_THAT(Judge(request), FailsWith(absl::StatusCode::kInvalidArgument,
                                        "report.analyzer_version"));
}

// Every finding repeats the longest text that a report may have.
TEST_F(AnalysisServiceTest, TheLargestAnswerIsSmall) {
  v1::JudgeRequest request;
  v1::Report& report = *request.mutable_report();
  report.set_analyzer_version("a");
  report.set_container(v1::WAV);
  report.set_encoding(v1::PCM);
  report.set_sample_rate_hz(48'000);
  report.set_channel_count(2);
  for (const char* field :
       {"integrated_lufs", "true_peak_dbtp", "loudness_range_lu", "dc_offset",
        "head_silence_seconds", "tail_silence_seconds", "stereo_correlation",
        "mono_fold_loss_lu", "first_clip_seconds"}) {
    v1::Absence& absence = *report.add_absences();
    absence.set_field(field);
    absence.set_reason(v1::Absence::EMPTY);
    absence.set_detail(std::string(kReportTextSizeMax, 'x'));
  }
  for (int i = 0; i < 100; ++i) {
    v1::DeliverySpec& spec = *request.add_delivery_specs();
    spec.set_integrated_min_lufs(-16);
    spec.set_true_peak_max_dbtp(-1);
    spec.set_loudness_range_max_lu(9);
    spec.set_clipped_ppm_max(0);
    spec.set_dc_offset_max(0);
    spec.set_head_silence_max_seconds(1);
    spec.set_tail_silence_max_seconds(1);
    spec.set_stereo_correlation_min(0);
    spec.set_mono_fold_loss_max_lu(3);
  }
  const auto response = Judge(request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_GT(response->ByteSizeLong(), 9u * 100 * kReportTextSizeMax);
  EXPECT_LT(response->ByteSizeLong(), 2u << 20);
}

TEST_F(AnalysisServiceTest, AuthorisationFollowsTheTable) {
  EXPECT_THAT(server::testing::TableMismatches(
                  kRules, {"ritornello.analysis.v1.AnalysisService"}),
              ::testing::IsEmpty());
  for (const auto& c : server::testing::AuthorisationMatrix(kRules)) {
    EXPECT_EQ(server::testing::RefusedByServer(c, channel_), c.expected)
        << c.name;
  }
  for (const server::Rule& rule : kRules) {
    EXPECT_EQ(server::testing::RefusedAnonymously(rule, channel_),
              absl::StatusCode::kUnauthenticated);
  }
}

}  // namespace
}  // namespace ritornello::analysis
