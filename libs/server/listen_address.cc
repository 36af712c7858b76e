#include "libs/server/listen_address.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <memory>

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

// Why bind() said no, and what to do.
absl::Status CannotBind(int error, absl::string_view address,
                        absl::string_view port) {
  switch (error) {
    case EADDRINUSE:
      return absl::FailedPreconditionError(
          absl::StrCat("port ", port,
                       " is taken: is another ritornello running? End it, or "
                       "choose another port with --listen; ",
                       address, " was asked for"));
    case EACCES:
      return absl::FailedPreconditionError(
          absl::StrCat("this user may not listen on port ", port,
                       "; choose one above 1023 with --listen"));
    case EADDRNOTAVAIL:
      return absl::FailedPreconditionError(
          absl::StrCat("--listen=", address, " is no address of this machine"));
    default:
      return absl::OkStatus();  // gRPC may know better
  }
}

// Tries for a moment what gRPC will do. A race is harmless: gRPC fails, too.
absl::Status TryPort(absl::string_view address, absl::string_view host,
                     absl::string_view port) {
  if (port == "0") return absl::OkStatus();
  addrinfo hints = {};
  hints.ai_flags = AI_PASSIVE;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.empty() ? nullptr : std::string(host).c_str(),
                  std::string(port).c_str(), &hints, &found) != 0) {
    return absl::OkStatus();  // gRPC resolves more kinds of names
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found,
                                                                 &freeaddrinfo);
  const int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return absl::OkStatus();
  const int yes = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  const bool is_free =
      bind(fd, found->ai_addr, found->ai_addrlen) == 0 && listen(fd, 1) == 0;
  const int error = errno;
  close(fd);
  return is_free ? absl::OkStatus() : CannotBind(error, address, port);
}

absl::Status CheckPort(absl::string_view address) {
  const size_t colon = address.rfind(':');
  absl::string_view host = address.substr(0, colon);
  absl::string_view number;
  if (colon != absl::string_view::npos) number = address.substr(colon + 1);
  uint32_t port = 0;
  if (!absl::SimpleAtoi(number, &port) || port > 65535) {
    return absl::InvalidArgumentError(
        absl::StrCat("--listen must be HOST:PORT with a port of 0..65535, as "
                     "127.0.0.1:7100, or unix:/PATH, got \"",
                     address, "\""));
  }
  if (absl::ConsumePrefix(&host, "[")) absl::ConsumeSuffix(&host, "]");
  return TryPort(address, host, number);
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
