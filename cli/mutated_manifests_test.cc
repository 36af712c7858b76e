// A thousand manifests with something wrong: whatever they are, they are read
// to their end or refused, and everything that is said of them has a place.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "cli/manifest.h"
#include "cli/manifest_columns.h"
#include "libs/delimited/testing/mutator.h"

namespace ritornello::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kManifestCount = 1'000;
// Of one manifest; a sanitizer on a busy machine needs most of it.
constexpr std::chrono::seconds kTimeMax{10};

std::vector<std::string> Originals() {
  std::string table =
      "client_reference,title,artists,isrc,version,uri,moods,bpm,key,keywords,"
      "writers,publishers,master_owners,samples,outlets\n";
  std::string json;
  for (int i = 0; i < 8; ++i) {
    absl::StrAppend(&table, "r", i, ",\"Pi\u00E8ce ", i,
                    ", lente\",Ana;Ben,GBAYE680001", i,
                    ",full mix,Air.wav,Dark;Tense,97.5,Am,rain,Ana=50%;@ben=25%"
                    ",Pub=25%,Ana=2;Ben=1,Apache=winstons,Spotify;YouTube="
                    "content-id\nr",
                    i, ",,,,instrumental,songs/Aria.flac,,,,,,,,,\n");
    absl::StrAppend(
        &json, "{\"track\":{\"client_reference\":\"r", i,
        "\",\"title\":\"Pi\u00E8ce\",\"moods\":[\"Dark\"],\"versions\":[{"
        "\"mix_type\":\"FULL_MIX\",\"uri\":\"Air.wav\"}]},\"outlets\":[{"
        "\"name\":\"spotify\",\"kind\":\"STREAMING\"}]}\n");
  }
  return {table,
          absl::StrReplaceAll(table, {{"\n", "\r\n"}}),
          absl::StrReplaceAll(table, {{",", "\t"}}),
          absl::StrReplaceAll(table, {{"\u00E8", "\xE8"}}),
          "\xEF\xBB\xBF" + table,
          testing::ToUtf16(table, true),
          testing::ToUtf16(table, false),
          json};
}

bool IsColumn(const std::string& text) {
  for (size_t i = 0; i < kManifestColumnCount; ++i) {
    if (text == NameOf(static_cast<ManifestColumn>(i))) return true;
  }
  return false;
}

// Lines of `bytes`, whatever ends them; in UTF-16 every second byte is NUL.
int64_t LineCount(const std::string& bytes) {
  const std::string text = absl::StrReplaceAll(
      absl::StrReplaceAll(bytes, {{absl::string_view("\0", 1), ""}}),
      {{"\r\n", "\n"}});
  return 1 + std::count_if(text.begin(), text.end(),
                           [](char c) { return c == '\n' || c == '\r'; });
}

// Every problem is told with its line, and those of cells with their column.
void CheckPlace(const ManifestProblem& problem, int64_t line_count,
                bool is_json) {
  EXPECT_GE(problem.line, 1);
  EXPECT_LE(problem.line, line_count);
  EXPECT_FALSE(problem.message.empty());
  const bool is_of_whole_line =
      problem.message.rfind("character ", 0) == 0 ||
      problem.message.rfind("has more cells", 0) == 0 ||
      problem.message.rfind("no such column", 0) == 0;
  if (is_json || is_of_whole_line) return;
  EXPECT_TRUE(IsColumn(problem.column))
      << problem.column << ": " << problem.message;
}

class MutatedManifestsTest : public ::testing::Test {
 protected:
  MutatedManifestsTest() {
    fs::create_directories(folder_ / "songs");
    std::ofstream(folder_ / "Air.wav") << "12345";
    std::ofstream(folder_ / "songs/Aria.flac") << "12345";
  }

  absl::StatusOr<Manifest> Open(const std::string& bytes) {
    const std::string path = folder_ / "manifest.csv";
    std::ofstream(path, std::ios::binary) << bytes;
    const auto file = ManifestFile::Open(path);
    if (!file.ok()) return file.status();
    return Manifest::Open(
        *file, {"accounts/acme", file->folder(), VersionNames(v1_terms_)});
  }

  const fs::path folder_ = fs::canonical(::testing::TempDir()) / "mutated";
  const catalog::v1::ListTermsResponse v1_terms_;
};

TEST_F(MutatedManifestsTest, OriginalsAreRead) {
  for (const std::string& original : Originals()) {
    const auto manifest = Open(original);
    ASSERT_TRUE(manifest.ok()) << manifest.status();
    ASSERT_TRUE(manifest->problems().empty());
    ASSERT_EQ(manifest->track_count(), 8);
    for (int64_t i = 0; i < 8; ++i) {
      EXPECT_TRUE(manifest->Draft(i)->problems.empty());
    }
  }
}

TEST_F(MutatedManifestsTest, AreReadOrRefusedWithAPlace) {
  testing::Mutator mutator(20'261'126);
  const std::vector<std::string> originals = Originals();
  int refused = 0, drafted = 0, left_out = 0;
  for (int n = 0; n < kManifestCount; ++n) {
    SCOPED_TRACE(absl::StrCat("manifest ", n));
    const std::string bytes =
        mutator.Mutate(originals[static_cast<size_t>(n) % originals.size()]);
    const auto begin = std::chrono::steady_clock::now();
    const auto manifest = Open(bytes);
    if (!manifest.ok()) {
      ++refused;
      EXPECT_FALSE(manifest.status().message().empty());
      continue;
    }
    const bool is_json =
        static_cast<size_t>(n) % originals.size() == originals.size() - 1;
    const int64_t line_count = LineCount(bytes);
    for (const ManifestProblem& problem : manifest->problems()) {
      CheckPlace(problem, line_count, is_json);
    }
    for (int64_t i = 0; i < manifest->track_count(); ++i) {
      const auto draft = manifest->Draft(i);
      ASSERT_TRUE(draft.ok());
      ++(draft->item.has_value() ? drafted : left_out);
      ASSERT_EQ(draft->item.has_value(), draft->problems.empty());
      for (const ManifestProblem& problem : draft->problems) {
        CheckPlace(problem, line_count, is_json);
      }
    }
    ASSERT_LT(std::chrono::steady_clock::now() - begin, kTimeMax);
  }
  // A mutation that spoils nothing, or everything, would prove little.
  EXPECT_GT(drafted, 2 * kManifestCount);
  EXPECT_GT(left_out, kManifestCount / 10);
  EXPECT_GT(refused, 5);
  EXPECT_LT(refused, kManifestCount / 4);
}

}  // namespace
}  // namespace ritornello::cli
