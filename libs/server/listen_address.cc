#include "libs/server/listen_address.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace ritornello::server {
namespace {

constexpr absl::string_view kUnix = "unix:";

bool IsLocalHost(const std::string& host) {
  in_addr v4;
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) {
    return ntohl(v4.s_addr) >> 24 == 127;
  }
  in6_addr v6;
  if (inet_pton(AF_INET6, host.c_str(), &v6) == 1) {
    return IN6_IS_ADDR_LOOPBACK(&v6);
  }
  return host == "localhost";
}

absl::Status CheckPort(absl::string_view address) {
  const size_t colon = address.rfind(':');
  uint32_t port = 0;
  if (colon != absl::string_view::npos &&
      absl::SimpleAtoi(address.substr(colon + 1), &port) && port <= 65535) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "address must end in \":\" and a port of 0..65535, got ", address));
}

absl::Status CheckSocket(absl::string_view address, absl::string_view path) {
  sockaddr_un name = {};
  if (path.size() >= sizeof(name.sun_path)) {
    return absl::InvalidArgumentError(
        absl::StrCat(address, ": a socket's path has at most ",
                     sizeof(name.sun_path) - 1, " bytes"));
  }
  name.sun_family = AF_UNIX;
  std::memcpy(name.sun_path, path.data(), path.size());
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) {
    return absl::UnavailableError(
        absl::StrCat(address, ": socket: ", std::strerror(errno)));
  }
  const bool is_answered =
      connect(fd, reinterpret_cast<const sockaddr*>(&name), sizeof(name)) == 0;
  close(fd);
  if (!is_answered) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(address, ": another process listens there"));
}

}  // namespace

bool IsLocal(absl::string_view address) {
  if (absl::StartsWith(address, kUnix)) return true;
  const size_t colon = address.rfind(':');
  if (colon == absl::string_view::npos) return false;
  absl::string_view host = address.substr(0, colon);
  if (absl::ConsumePrefix(&host, "[") && !absl::ConsumeSuffix(&host, "]")) {
    return false;
  }
  return IsLocalHost(std::string(host));
}

absl::Status CheckListenAddress(const std::string& address) {
  absl::string_view path = address;
  if (!absl::ConsumePrefix(&path, kUnix)) return CheckPort(address);
  absl::ConsumePrefix(&path, "//");
  return CheckSocket(address, path);
}

}  // namespace ritornello::server
