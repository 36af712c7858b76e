#include "libs/blob/roots.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "libs/blob/file_uri.h"
#include "libs/status/status_matchers.h"

namespace ritornello::blob {
namespace {

using ::ritornello::testing::FailsWith;
namespace fs = std::filesystem;

class RootsTest : public ::testing::Test {
 protected:
  RootsTest() {
    std::string pattern = (fs::temp_directory_path() / "roots-XXXXXX").string();
    top_ = fs::canonical(::mkdtemp(pattern.data()));
    fs::create_directories(top_ / "music/deep");
    fs::create_directories(top_ / "private");
    Write("music/a.wav", "sound");
    Write("music/deep/Café #1.wav", "x");
    Write("private/secret.wav", "secret");
    fs::create_symlink(top_ / "private/secret.wav", top_ / "music/link.wav");
    fs::create_symlink("deep", top_ / "music/folder");
    fs::create_symlink(top_ / "music", top_ / "alias");
    ::mkfifo((top_ / "music/pipe.wav").c_str(), 0600);
  }
  ~RootsTest() override { fs::remove_all(top_); }

  void Write(const std::string& name, const std::string& text) {
    std::ofstream(top_ / name) << text;
  }
  absl::StatusOr<File> Open(const std::string& root, const std::string& name) {
    const auto roots = Roots::Create({(top_ / root).string()});
    if (!roots.ok()) return roots.status();
    return roots->Open(FileUri((top_ / name).string()));
  }

  fs::path top_;
};

TEST_F(RootsTest, OpensWhatLiesBeneath) {
  const auto file = Open("music", "music/a.wav");
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->size_bytes, 5);
  EXPECT_GT(file->mtime_ns, 0);
  char bytes[8] = {};
  EXPECT_EQ(::read(file->fd.get(), bytes, sizeof(bytes)), 5);
  EXPECT_STREQ(bytes, "sound");
  EXPECT_TRUE(Open("music", "music/deep/Café #1.wav").ok());
  EXPECT_TRUE(Open("", "music/a.wav").ok());
}

TEST_F(RootsTest, TheRootsOwnPathMayBeALink) {
  EXPECT_TRUE(Open("alias", "music/a.wav").ok());
}

TEST_F(RootsTest, RefusesEverythingElse) {
  const struct {
    const char* name;
    absl::StatusCode code;
    const char* text;
  } cases[] = {
      {"private/secret.wav", absl::StatusCode::kNotFound, "beneath"},
      {"music/none.wav", absl::StatusCode::kNotFound, "beneath"},
      {"music", absl::StatusCode::kNotFound, "beneath"},
      {"musical.wav", absl::StatusCode::kNotFound, "beneath"},
      {"music/a.wav/b", absl::StatusCode::kNotFound, "beneath"},
      {"music/deep", absl::StatusCode::kInvalidArgument, "no regular file"},
      {"music/pipe.wav", absl::StatusCode::kInvalidArgument, "no regular file"},
      {"music/link.wav", absl::StatusCode::kFailedPrecondition,
       "symbolic link"},
      {"music/folder/Café #1.wav", absl::StatusCode::kFailedPrecondition,
       "symbolic link"},
  };
  for (const auto& c : cases) {
    EXPECT_THAT(Open("music", c.name), FailsWith(c.code, c.text)) << c.name;
  }
}

TEST_F(RootsTest, TheKernelsOwnFilesAreNoWayOut) {
  const auto roots = Roots::Create({"/"});
  ASSERT_TRUE(roots.ok()) << roots.status();
  EXPECT_THAT(roots->Open("file:///dev/zero"),
              FailsWith(absl::StatusCode::kInvalidArgument, "no regular file"));
  EXPECT_THAT(roots->Open("file:///proc/self/root/etc/passwd"),
              FailsWith(absl::StatusCode::kFailedPrecondition, "symbolic"));
}

TEST_F(RootsTest, WithoutRootsThereIsNothing) {
  const auto roots = Roots::Create({});
  EXPECT_THAT(roots->Open(FileUri((top_ / "music/a.wav").string())),
              FailsWith(absl::StatusCode::kNotFound, "beneath"));
}

TEST_F(RootsTest, ARootMustBeAFolder) {
  EXPECT_THAT(Roots::Create({(top_ / "nowhere").string()}),
              FailsWith(absl::StatusCode::kNotFound, "nowhere"));
  EXPECT_FALSE(Roots::Create({(top_ / "music/a.wav").string()}).ok());
}

}  // namespace
}  // namespace ritornello::blob
