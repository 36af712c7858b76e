// What each RPC of analysis refuses, and how it says so.
#include "libs/server/testing/refusals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/blob/file_uri.h"
#include "libs/server/server.h"
#include "libs/server/testing/test_authenticator.h"
#include "libs/time/clock.h"
#include "services/analysis/rpc/analysis_group.h"
#include "services/analysis/testing/audio_file.h"
#include "services/analysis/testing/flac_silence.h"

namespace ritornello::analysis {
namespace {

using server::testing::MethodRefusals;
using testing::FileKind;
using ::testing::IsEmpty;
namespace fs = std::filesystem;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr auto kNotFound = absl::StatusCode::kNotFound;
constexpr auto kPrecondition = absl::StatusCode::kFailedPrecondition;
constexpr auto kOutOfRange = absl::StatusCode::kOutOfRange;

constexpr char kService[] = "ritornello.analysis.v1.AnalysisService";

constexpr char kWords[] = "no audio at all";

// The beginning of a WAV file, and no more.
constexpr char kMalformed[] = "RIFF\x04\x00\x00\x00WAVE";

std::string NineChannels() {
  return testing::EncodedBytes(FileKind::kWav16,
                               {48'000, 9, std::vector<float>(9 * 10, 0.5F)});
}

// Says that it has an hour of eight channels at 192 kHz.
std::string Bomb() {
  return testing::FlacSilence(10'547, uint64_t{3'600} * 192'000);
}

std::string Chunk(absl::string_view bytes) {
  return absl::StrCat("chunk: '", absl::CEscape(bytes), "'");
}

constexpr char kReport[] =
    "analyzer_version: 'a' container: WAV encoding: PCM sample_rate_hz: 48000 "
    "channel_count: 2";

std::string Judge(absl::string_view report, absl::string_view spec) {
  return absl::StrCat("report { ", report, " } delivery_specs { ", spec, " }");
}

// kReport with `bad` where it has `good`, under a spec without rules.
std::string JudgeSpoilt(absl::string_view good, absl::string_view bad) {
  return Judge(server::testing::Spoilt(kReport, good, bad), "");
}

std::vector<MethodRefusals> Refusals(const fs::path& folder) {
  const auto uri = [&folder](const std::string& name) {
    return absl::StrCat("uri: '", blob::FileUri((folder / name).string()),
                        "' ");
  };
  return {
      {"ritornello.analysis.v1.AnalysisService/AnalyzeVersion",
       {{"", kInvalid, "uri"},
        {"uri: 'music/tone.wav'", kInvalid, "uri"},
        {"uri: 'https://example.com/tone.wav'", kInvalid, "uri"},
        {uri("folder"), kInvalid, "uri"},
        {uri("words.wav"), kInvalid, "UNSUPPORTED_AUDIO"},
        {uri("malformed.wav"), kInvalid, "MALFORMED_AUDIO"},
        {uri("none.wav"), kNotFound, "FILE_NOT_FOUND"},
        {uri("../none.wav"), kInvalid, "uri"},
        {"uri: 'file:///etc/passwd'", kNotFound, "FILE_NOT_FOUND"},
        {absl::StrCat(uri("words.wav"), "file_sha256: '", std::string(64, 'A'),
                      "'"),
         kInvalid, "file_sha256"},
        {absl::StrCat(uri("words.wav"), "file_sha256: '", std::string(64, '0'),
                      "'"),
         kPrecondition, "HASH_MISMATCH"},
        {uri("link.wav"), kPrecondition, "SYMBOLIC_LINK"},
        {uri("nine.wav"), kOutOfRange, "AUDIO_TOO_LARGE"},
        {uri("bomb.flac"), kOutOfRange, "AUDIO_TOO_LARGE"}}},
      {"ritornello.analysis.v1.AnalysisService/AnalyzeStream",
       {{"", kInvalid, "MALFORMED_AUDIO"},
        {Chunk(kWords), kInvalid, "UNSUPPORTED_AUDIO"},
        {Chunk({kMalformed, sizeof(kMalformed) - 1}), kInvalid,
         "MALFORMED_AUDIO"},
        {Chunk(std::string((1 << 20) + 1, 'x')), kInvalid, "chunk"},
        {Chunk(kWords),
         kInvalid,
         "chunk",
         {Chunk(std::string((1 << 20) + 1, 'x'))}},
        {Chunk(NineChannels()), kOutOfRange, "AUDIO_TOO_LARGE"},
        {Chunk(Bomb()), kOutOfRange, "AUDIO_TOO_LARGE"}}},
      {"ritornello.analysis.v1.AnalysisService/Judge",
       {{"", kInvalid, "delivery_specs"},
        {server::testing::Times(101, "delivery_specs {} "), kInvalid,
         "delivery_specs"},
        {JudgeSpoilt("analyzer_version: 'a'", ""), kInvalid,
         "report.analyzer_version"},
        {JudgeSpoilt("container: WAV", ""), kInvalid, "report.container"},
        {JudgeSpoilt("encoding: PCM", "encoding: 99"), kInvalid,
         "report.encoding"},
        {JudgeSpoilt("channel_count: 2",
                     "channel_count: 9 integrated_lufs: nan"),
         kInvalid, "report.channel_count, report.integrated_lufs"},
        {JudgeSpoilt("channel_count: 2",
                     "channel_count: 2 absences { field: 'dc_offset' }"),
         kInvalid, "report.absences[0].reason"},
        {Judge(absl::StrCat(kReport, server::testing::Times(
                                         65, " absences { reason: EMPTY }")),
               ""),
         kInvalid, "report.absences"},
        {Judge(absl::StrCat(kReport, " absences { reason: EMPTY detail: '",
                            std::string(1'001, 'x'), "' }"),
               ""),
         kInvalid, "report.absences[0].detail"},
        {Judge(kReport, server::testing::Times(33, "sample_rates_hz: 0 ")),
         kInvalid, "delivery_specs[0].sample_rates_hz"},
        {Judge(kReport, "integrated_min_lufs: -14 integrated_max_lufs: -16"),
         kInvalid, "delivery_specs[0].integrated_min_lufs"},
        {Judge(kReport, "dc_offset_max: -1"), kInvalid,
         "delivery_specs[0].dc_offset_max"},
        {Judge(kReport, "} delivery_specs { containers: WAV containers: 99"),
         kInvalid, "delivery_specs[1].containers[1]"}}},
  };
}

class RefusalsTest : public ::testing::Test {
 protected:
  RefusalsTest() {
    std::string pattern = (fs::temp_directory_path() / "music-XXXXXX").string();
    folder_ = fs::canonical(::mkdtemp(pattern.data()));
    fs::create_directory(folder_ / "folder");
    fs::create_symlink("words.wav", folder_ / "link.wav");
    Write("words.wav", kWords);
    Write("malformed.wav", {kMalformed, sizeof(kMalformed) - 1});
    Write("nine.wav", NineChannels());
    Write("bomb.flac", Bomb());
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
  }
  ~RefusalsTest() override { fs::remove_all(folder_); }

  void Write(const std::string& name, absl::string_view bytes) {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
  }

  fs::path folder_;
  SystemClock clock_;
  server::Log log_{clock_, [](absl::string_view) {}};
  server::testing::TestAuthenticator authenticator_;
  const std::shared_ptr<prometheus::Registry> registry_ =
      std::make_shared<prometheus::Registry>();
  std::unique_ptr<blob::Roots> roots_;
  std::unique_ptr<server::Server> server_;
};

TEST_F(RefusalsTest, EachIsAnsweredAsTheTableSays) {
  EXPECT_THAT(server::testing::WrongAnswers(Refusals(folder_),
                                            server_->InProcessChannel()),
              IsEmpty());
}

TEST_F(RefusalsTest, EveryRpcHasOne) {
  EXPECT_THAT(
      server::testing::MethodsWithoutRefusal(Refusals(folder_), {kService}),
      IsEmpty());
}

TEST_F(RefusalsTest, EveryDocumentedCodeHasOneAndEveryOneIsDocumented) {
  EXPECT_THAT(
      server::testing::CommentMismatches(Refusals(folder_), {kService}, {}),
      IsEmpty());
}

}  // namespace
}  // namespace ritornello::analysis
