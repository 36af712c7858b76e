// Spoilt files as a client sends them: each gets the answer that it would get
// alone, and the service is as well afterwards as before.
#include <google/protobuf/wrappers.pb.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/blob/file_uri.h"
#include "libs/rpc/grpc_status.h"
#include "libs/server/server.h"
#include "libs/server/testing/test_authenticator.h"
#include "libs/status/status_matchers.h"
#include "libs/time/clock.h"
#include "ritornello/analysis/v1/analysis_service.grpc.pb.h"
#include "services/analysis/domain/measure.h"
#include "services/analysis/rpc/analysis_group.h"
#include "services/analysis/testing/audio_file.h"
#include "tests/hostile/mutation.h"
#include "tests/hostile/seeds.h"

namespace ritornello::analysis {
namespace {

using ::ritornello::testing::IsOk;
namespace fs = std::filesystem;

constexpr uint32_t kMutantCount = 50;
// Has no divisor in common with the number of seeds or of ways to spoil them:
// the sample meets all of both.
constexpr uint32_t kStride = 17;

constexpr char kService[] = "ritornello.analysis.v1.AnalysisService";

class MutatedUploadTest : public ::testing::Test {
 protected:
  MutatedUploadTest() {
    std::string pattern = (fs::temp_directory_path() / "music-XXXXXX").string();
    folder_ = fs::canonical(::mkdtemp(pattern.data()));
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
  ~MutatedUploadTest() override { fs::remove_all(folder_); }

  // How the service answers a file that it can reach, and one that it is sent.
  absl::StatusOr<v1::Report> Analyze(const std::string& bytes) {
    const fs::path path = folder_ / "audio";
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
    v1::AnalyzeVersionRequest request;
    request.set_uri(blob::FileUri(path.string()));
    v1::AnalyzeVersionResponse response;
    grpc::ClientContext context;
    server::testing::CallAs(server::Role::kReader, "*", "*", context);
    const auto status = stub_->AnalyzeVersion(&context, request, &response);
    if (!status.ok()) return rpc::FromGrpc(status);
    return response.report();
  }

  absl::StatusOr<v1::Report> Stream(const std::string& bytes) {
    v1::AnalyzeStreamResponse response;
    grpc::ClientContext context;
    server::testing::CallAs(server::Role::kReader, "*", "*", context);
    const auto writer = stub_->AnalyzeStream(&context, &response);
    v1::AnalyzeStreamRequest request;
    request.set_chunk(bytes);
    writer->Write(request);
    writer->WritesDone();
    const auto status = writer->Finish();
    if (!status.ok()) return rpc::FromGrpc(status);
    return response.report();
  }

  // Whether grpc.health.v1 says SERVING, which is 1. Its messages have the wire
  // format of these wrappers.
  bool IsServing() {
    grpc::TemplatedGenericStub<google::protobuf::StringValue,
                               google::protobuf::Int32Value>
        stub(channel_);
    google::protobuf::StringValue request;
    request.set_value(kService);
    google::protobuf::Int32Value response;
    grpc::ClientContext context;
    grpc::CompletionQueue queue;
    auto call = stub.PrepareUnaryCall(&context, "/grpc.health.v1.Health/Check",
                                      request, &queue);
    call->StartCall();
    grpc::Status status;
    call->Finish(&response, &status, nullptr);
    void* tag = nullptr;
    bool is_done = false;
    return queue.Next(&tag, &is_done) && status.ok() && response.value() == 1;
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

TEST_F(MutatedUploadTest, EachIsAnsweredAndTheServiceStaysWell) {
  const std::vector<Seed> seeds = Seeds();
  const auto before = Stream(seeds[0].bytes);
  ASSERT_THAT(before, IsOk());
  for (uint32_t i = 0; i < kMutantCount; ++i) {
    const Mutant mutant = MutantOf(seeds, i * kStride);
    SCOPED_TRACE(::testing::Message() << i * kStride << ": " << mutant.how);
    const auto alone = Measure(testing::AudioFile(mutant.bytes).fd());
    const auto answer =
        i % 2 == 0 ? Stream(mutant.bytes) : Analyze(mutant.bytes);
    EXPECT_EQ(answer.status().code(), alone.status().code());
    EXPECT_EQ(answer.status().message(), alone.status().message());
    if (answer.ok() && alone.ok()) {
      EXPECT_EQ(answer->file_sha256(), alone->file_sha256);
      EXPECT_EQ(answer->frame_count(), alone->frame_count);
    }
    EXPECT_TRUE(IsServing());
  }
  const auto after = Stream(seeds[0].bytes);
  ASSERT_THAT(after, IsOk());
  EXPECT_EQ(after->DebugString(), before->DebugString());
}

}  // namespace
}  // namespace ritornello::analysis
