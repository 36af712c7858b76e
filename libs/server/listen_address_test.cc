#include "libs/server/listen_address.h"

#include <gtest/gtest.h>

#include "libs/status/status_matchers.h"

namespace ritornello::server {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;

TEST(ListenAddressTest, IsLocal) {
  struct {
    const char* address;
    bool want;
  } const cases[] = {
      {"127.0.0.1:0", true},
      {"127.255.0.9:50051", true},
      {"localhost:50051", true},
      {"[::1]:50051", true},
      {"unix:/run/x.sock", true},
      {"unix:///run/x.sock", true},
      {"0.0.0.0:50051", false},
      {"[::]:50051", false},
      {"10.0.0.1:50051", false},
      {"128.0.0.1:50051", false},
      {"[::ffff:127.0.0.1]:50051", false},  // refused rather than believed
      {"localhost.example.com:1", false},
      {"127.0.0.1.example.com:1", false},
      {"127.1:50051", false},
      {"[::1:50051", false},
      {":50051", false},
      {"50051", false},
      {"", false},
      {"dns:///localhost:1", false},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(IsLocal(c.address), c.want) << c.address;
  }
}

TEST(ListenAddressTest, PathOfASocketHasALimit) {
  const std::string longest = "unix:/" + std::string(106, 'x');
  EXPECT_THAT(CheckListenAddress(longest), IsOk());
  EXPECT_THAT(CheckListenAddress(longest + "x"),
              FailsWith(absl::StatusCode::kInvalidArgument, "107 bytes"));
}

TEST(ListenAddressTest, PortHasARange) {
  struct {
    const char* address;
    bool want;
  } const cases[] = {
      {"127.0.0.1:0", true},
      {"[::1]:65535", true},
      {"127.0.0.1:65536", false},
      {"127.0.0.1:99999", false},
      {"127.0.0.1:-1", false},
      {"127.0.0.1:", false},
      {"127.0.0.1", false},
      {"127.0.0.1:http", false},
      {"", false},
  };
  for (const auto& c : cases) {
    const absl::Status status = CheckListenAddress(c.address);
    EXPECT_EQ(status.code(), c.want ? absl::StatusCode::kOk
                                    : absl::StatusCode::kInvalidArgument)
        << status;
  }
}

}  // namespace
}  // namespace ritornello::server
