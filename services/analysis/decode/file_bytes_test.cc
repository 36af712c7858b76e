#include "services/analysis/decode/file_bytes.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "services/analysis/testing/audio_file.h"

namespace ritornello::analysis {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using testing::AudioFile;

TEST(FileBytesTest, ReadsByPositionAndMovesNone) {
  const AudioFile audio("0123456789");
  ASSERT_EQ(lseek(audio.fd(), 3, SEEK_SET), 3);
  const auto file = FileBytes::Of(audio.fd());
  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(file->size(), 10);
  struct {
    int64_t offset;
    size_t wanted;
    std::string got;
  } const cases[] = {
      {0, 4, "0123"}, {7, 3, "789"},      {7, 4, "789"},
      {10, 1, ""},    {INT64_MAX, 1, ""}, {2, 0, ""},
  };
  for (const auto& c : cases) {
    std::vector<uint8_t> out(c.wanted);
    const auto count = file->ReadAt(c.offset, out);
    ASSERT_THAT(count, IsOk());
    EXPECT_EQ(
        std::string(out.begin(), out.begin() + static_cast<ptrdiff_t>(*count)),
        c.got);
  }
  EXPECT_EQ(lseek(audio.fd(), 0, SEEK_CUR), 3);
}

TEST(FileBytesTest, APipeIsNoFile) {
  std::array<int, 2> ends;
  ASSERT_EQ(pipe(ends.data()), 0);
  const auto file = FileBytes::Of(ends[0]);
  EXPECT_THAT(file, FailsWith(absl::StatusCode::kInvalidArgument,
                              "not a regular file"));
  EXPECT_EQ(ReasonOf(file.status()).reason, "UNSUPPORTED_AUDIO");
  close(ends[0]);
  close(ends[1]);
}

TEST(FileBytesTest, AReadThatFailsIsUnavailable) {
  const AudioFile audio("0123456789");
  const std::string path = absl::StrCat("/proc/self/fd/", audio.fd());
  const int write_only = open(path.c_str(), O_WRONLY);
  ASSERT_GE(write_only, 0);
  const auto file = FileBytes::Of(write_only);
  ASSERT_THAT(file, IsOk());
  std::array<uint8_t, 4> out;
  EXPECT_THAT(file->ReadAt(0, out),
              FailsWith(absl::StatusCode::kUnavailable, "reading"));
  close(write_only);
  EXPECT_THAT(file->CheckUnchanged(),
              FailsWith(absl::StatusCode::kUnavailable, "reading"));
}

TEST(FileBytesTest, AChangeIsSeen) {
  const AudioFile audio("0123456789");
  const auto file = FileBytes::Of(audio.fd());
  ASSERT_THAT(file, IsOk());
  EXPECT_THAT(file->CheckUnchanged(), IsOk());
  ASSERT_EQ(pwrite(audio.fd(), "x", 1, 10), 1);
  EXPECT_THAT(file->CheckUnchanged(),
              FailsWith(absl::StatusCode::kFailedPrecondition, "changed"));
  EXPECT_EQ(ReasonOf(file->CheckUnchanged()).reason, "FILE_CHANGED");

  // The same size, other bytes, another time.
  const auto longer = FileBytes::Of(audio.fd());
  ASSERT_THAT(longer, IsOk());
  const timespec times[2] = {{1, 0}, {1, 0}};
  ASSERT_EQ(futimens(audio.fd(), times), 0);
  EXPECT_THAT(longer->CheckUnchanged(),
              FailsWith(absl::StatusCode::kFailedPrecondition, "changed"));
}

}  // namespace
}  // namespace ritornello::analysis
