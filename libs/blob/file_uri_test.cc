#include "libs/blob/file_uri.h"

#include <gtest/gtest.h>

#include <random>

#include "libs/status/status_matchers.h"

namespace ritornello::blob {
namespace {

using ::ritornello::testing::FailsWith;

TEST(PathOfTest, ReadsRfc8089AndRefusesTheRest) {
  const struct {
    const char* uri;
    const char* want;  // nullptr: refused
  } cases[] = {
      {"file:///music/a.wav", "/music/a.wav"},
      {"file://localhost/music/a.wav", "/music/a.wav"},
      {"file:///Caf%C3%A9%20%23%3F.wav", "/Café #?.wav"},
      {"file:///a%2e%2eb", "/a..b"},
      {"file:///..a/b..", "/..a/b.."},
      {"file:///", "/"},
      {"", nullptr},
      {"/music/a.wav", nullptr},
      {"file:/music/a.wav", nullptr},
      {"file://host/a.wav", nullptr},
      {"file://localhostess/a.wav", nullptr},
      {"file://a.wav", nullptr},
      {"FILE:///a.wav", nullptr},
      {"http:///a.wav", nullptr},
      {"gopher://x/a", nullptr},
      {"file:///a/../b", nullptr},
      {"file:///a/%2e%2E/b", nullptr},
      {"file:///a/./b", nullptr},
      {"file:///..", nullptr},
      {"file:///a%00b", nullptr},
      {"file:///a%", nullptr},
      {"file:///a%4", nullptr},
      {"file:///a%zz", nullptr},
      {"file:///a?b", nullptr},
      {"file:///a#b", nullptr},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.uri);
    const auto got = PathOf(c.uri);
    if (c.want == nullptr) {
      EXPECT_THAT(got, FailsWith(absl::StatusCode::kInvalidArgument, "uri: "));
    } else {
      ASSERT_TRUE(got.ok()) << got.status();
      EXPECT_EQ(*got, c.want);
    }
  }
}

TEST(FileUriTest, AnyPathSurvives) {
  EXPECT_EQ(FileUri("/music/Café #1.wav"),
            "file:///music/Caf%C3%A9%20%231.wav");
  std::mt19937_64 random(20'261'123);  // fixed: a failure must reproduce
  for (int round = 0; round < 10'000; ++round) {
    std::string path = "/";
    for (size_t n = random() % 40; n > 0; --n) {
      path.push_back(static_cast<char>(1 + random() % 255));
    }
    if (path.find("/.") != std::string::npos) continue;  // may be a segment
    const auto got = PathOf(FileUri(path));
    ASSERT_TRUE(got.ok()) << got.status();
    ASSERT_EQ(*got, path) << "round " << round;
  }
}

}  // namespace
}  // namespace ritornello::blob
