#include "libs/blob/spool.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>

#include "libs/status/status_matchers.h"

namespace ritornello::blob {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;

TEST(SpoolTest, KeepsBytesInOrderUpToItsLimit) {
  auto spool = Spool::Create(/*size_max=*/8);
  ASSERT_TRUE(spool.ok()) << spool.status();
  EXPECT_THAT(spool->Append("abc"), IsOk());
  EXPECT_THAT(spool->Append(""), IsOk());
  EXPECT_THAT(spool->Append("defgh"), IsOk());
  char bytes[16] = {};
  EXPECT_EQ(::pread(spool->fd(), bytes, sizeof(bytes), 0), 8);
  EXPECT_STREQ(bytes, "abcdefgh");
  EXPECT_THAT(spool->Append("i"),
              FailsWith(absl::StatusCode::kOutOfRange, "more than 8 bytes"));
  EXPECT_EQ(spool->size(), 8);
}

TEST(SpoolTest, SaysWhereItCannotBe) {
  const char* before = std::getenv("TMPDIR");
  const std::string kept = before == nullptr ? "" : before;
  ::setenv("TMPDIR", "/nowhere/at/all", 1);
  EXPECT_THAT(Spool::Create(8),
              FailsWith(absl::StatusCode::kUnavailable, "/nowhere/at/all"));
  if (before == nullptr) {
    ::unsetenv("TMPDIR");
  } else {
    ::setenv("TMPDIR", kept.c_str(), 1);
  }
}

}  // namespace
}  // namespace ritornello::blob
