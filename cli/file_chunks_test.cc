#include "cli/file_chunks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <streambuf>
#include <string>
#include <vector>

#include "libs/status/status_matchers.h"

namespace ritornello::cli {
namespace {

using ::ritornello::testing::FailsWith;

// A file of `size` bytes on a medium that gives `readable` of them and then,
// as std::filebuf does on EIO, throws; or ends, when it is not `broken`.
class Medium final : public std::streambuf {
 public:
  Medium(int64_t size, int64_t readable, bool broken)
      : size_(size), readable_(readable), broken_(broken) {}

 private:
  std::streamsize xsgetn(char* bytes, std::streamsize count) override {
    const std::streamsize given = std::min(count, readable_ - offset_);
    if (given == 0 && broken_) throw std::ios_base::failure("EIO");
    std::fill_n(bytes, given, 'x');
    offset_ += given;
    return given;
  }
  pos_type seekoff(off_type offset, std::ios_base::seekdir from,
                   std::ios_base::openmode /*which*/) override {
    if (from == std::ios::cur) return offset_;
    return offset_ = offset + (from == std::ios::end ? size_ : 0);
  }
  pos_type seekpos(pos_type position, std::ios_base::openmode which) override {
    return seekoff(position, std::ios::beg, which);
  }

  const int64_t size_;
  const int64_t readable_;
  const bool broken_;
  int64_t offset_ = 0;
};

TEST(ForEachChunkTest, GivesTheWholeFileInPieces) {
  const struct {
    size_t size;
    std::vector<size_t> want;
  } cases[] = {{0, {}}, {1, {1}}, {4, {4}}, {5, {4, 1}}, {8, {4, 4}}};
  for (const auto& c : cases) {
    std::istringstream file(std::string(c.size, 'x'));
    std::vector<size_t> sizes;
    EXPECT_TRUE(ForEachChunk(file, 4, [&](absl::string_view chunk) {
                  sizes.push_back(chunk.size());
                  return true;
                }).ok());
    EXPECT_EQ(sizes, c.want) << c.size;
  }
}

TEST(ForEachChunkTest, EndsEarlyWhenNobodyWantsMore) {
  std::istringstream file("12345678");
  int count = 0;
  EXPECT_TRUE(ForEachChunk(file, 4, [&](absl::string_view) {
                ++count;
                return false;
              }).ok());
  EXPECT_EQ(count, 1);
}

TEST(ForEachChunkTest, AnythingButTheWholeFileIsAnError) {
  const struct {
    int64_t size, readable;
    bool broken;
    const char* want;  // nullptr: none
  } cases[] = {
      {8, 8, false, nullptr},
      {8, 4, true, "cannot be read beyond byte 4"},
      {8, 0, true, "cannot be read beyond byte 0"},
      {8, 6, false, "changed while it was read: 6 bytes came of 8"},
      {8, 9, false, "changed while it was read: 9 bytes came of 8"},
  };
  for (const auto& c : cases) {
    Medium medium(c.size, c.readable, c.broken);
    std::istream file(&medium);
    const absl::Status status =
        ForEachChunk(file, 4, [](absl::string_view) { return true; });
    if (c.want == nullptr) {
      EXPECT_TRUE(status.ok()) << status;
    } else {
      EXPECT_THAT(status, FailsWith(absl::StatusCode::kDataLoss, c.want));
    }
  }
}

TEST(ForEachChunkTest, AFolderIsNoFile) {
  std::ifstream folder("/", std::ios::binary);
  ASSERT_TRUE(folder.is_open());
  EXPECT_THAT(
      ForEachChunk(folder, 4, [](absl::string_view) { return true; }),
      FailsWith(absl::StatusCode::kDataLoss, "cannot be read beyond byte 0"));
}

}  // namespace
}  // namespace ritornello::cli
