#include "libs/server/listen_address.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

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
      {"7100", false},
      {":7100x", false},
      {"", false},
  };
  for (const auto& c : cases) {
    const absl::Status status = CheckListenAddress(c.address);
    EXPECT_EQ(status.code(), c.want ? absl::StatusCode::kOk
                                    : absl::StatusCode::kInvalidArgument)
        << status;
  }
}

TEST(ListenAddressTest, SaysWhatAnAddressLooksLike) {
  EXPECT_THAT(CheckListenAddress("7100"),
              FailsWith(absl::StatusCode::kInvalidArgument,
                        "--listen must be HOST:PORT with a port of 0..65535, "
                        "as 127.0.0.1:7100, or unix:/PATH, got \"7100\""));
}

TEST(ListenAddressTest, ATakenPortIsSaidInWords) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in name = {};
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(name);
  ASSERT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&name), size), 0);
  ASSERT_EQ(listen(fd, 1), 0);
  ASSERT_EQ(getsockname(fd, reinterpret_cast<sockaddr*>(&name), &size), 0);
  const std::string port = std::to_string(ntohs(name.sin_port));
  EXPECT_THAT(CheckListenAddress("127.0.0.1:" + port),
              FailsWith(absl::StatusCode::kFailedPrecondition,
                        "port " + port +
                            " is taken: is another ritornello running? End "
                            "it, or choose another port with --listen"));
  close(fd);
  EXPECT_THAT(CheckListenAddress("127.0.0.1:" + port), IsOk());
}

TEST(ListenAddressTest, AnotherMachinesAddressIsNoneToListenOn) {
  // TEST-NET-1 of RFC 5737 belongs to nobody.
  EXPECT_THAT(CheckListenAddress("192.0.2.1:50051"),
              FailsWith(absl::StatusCode::kFailedPrecondition,
                        "is no address of this machine"));
}

}  // namespace
}  // namespace ritornello::server
