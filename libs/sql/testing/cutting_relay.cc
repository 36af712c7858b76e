#include "libs/sql/testing/cutting_relay.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "libs/sql/testing/private_postgres.h"

namespace ritornello::sql::testing {
namespace {

// The name that libpq looks for in a folder, with the port it assumes.
constexpr absl::string_view kSocketName = "/.s.PGSQL.5432";

[[noreturn]] void Die(const char* what) {
  std::perror(what);
  std::exit(1);
}

sockaddr_un AddressIn(absl::string_view folder) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  const std::string path = absl::StrCat(folder, kSocketName);
  if (path.size() >= sizeof(address.sun_path)) Die("a socket's path");
  std::copy(path.begin(), path.end(), address.sun_path);
  return address;
}

int NewSocket() {
  const int made = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (made < 0) Die("socket");
  return made;
}

int ConnectTo(absl::string_view folder) {
  const int made = NewSocket();
  const sockaddr_un address = AddressIn(folder);
  if (connect(made, reinterpret_cast<const sockaddr*>(&address),
              sizeof(address)) != 0) {
    Die("connect");
  }
  return made;
}

bool SendAll(int to, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

}  // namespace

std::string ErrorResponse(absl::string_view sqlstate,
                          absl::string_view message) {
  std::string fields;
  for (const std::string& field :
       {std::string("SFATAL"), std::string("VFATAL"),
        absl::StrCat("C", sqlstate), absl::StrCat("M", message)}) {
    fields.append(field).push_back('\0');
  }
  fields.push_back('\0');
  const size_t size = fields.size() + 4;  // with itself
  std::string head = "E";
  for (int shift = 24; shift >= 0; shift -= 8) {
    head.push_back(static_cast<char>((size >> shift) & 0xff));
  }
  return head + fields;
}

CuttingRelay::CuttingRelay() {
  folder_ = (std::filesystem::temp_directory_path() / "relay-XXXXXX").string();
  if (mkdtemp(folder_.data()) == nullptr) Die("mkdtemp");
  listener_ = NewSocket();
  const sockaddr_un address = AddressIn(folder_);
  if (bind(listener_, reinterpret_cast<const sockaddr*>(&address),
           sizeof(address)) != 0 ||
      listen(listener_, 8) != 0) {
    Die("listen");
  }
  thread_ = std::thread([this] { Serve(); });
}

CuttingRelay::~CuttingRelay() {
  shutdown(listener_, SHUT_RDWR);  // wakes accept
  thread_.join();
  close(listener_);
  std::filesystem::remove_all(folder_);
}

std::string CuttingRelay::Through(absl::string_view url) const {
  return absl::StrReplaceAll(url, {{PrivatePostgres::Get().folder(), folder_}});
}

void CuttingRelay::Order(Cut cut) {
  const std::lock_guard<std::mutex> lock(mutex_);
  is_ordered_ = true;
  has_cut_ = false;
  cut_ = std::move(cut);
}

bool CuttingRelay::has_cut() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return has_cut_;
}

void CuttingRelay::Serve() {
  for (;;) {
    const int client = accept(listener_, nullptr, nullptr);
    if (client < 0) return;
    const int server = ConnectTo(PrivatePostgres::Get().folder());
    Pass(client, server);
    close(server);
    close(client);
    const std::lock_guard<std::mutex> lock(mutex_);
    is_ordered_ = false;
  }
}

size_t CuttingRelay::Allow(size_t size) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!is_ordered_) return size;
  const size_t allowed = std::min(size, cut_.answer_size);
  cut_.answer_size -= allowed;
  has_cut_ = allowed < size;
  return allowed;
}

void CuttingRelay::Pass(int client, int server) {
  char buffer[64 * 1024];
  for (;;) {
    pollfd ends[] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
    if (poll(ends, 2, -1) < 0) return;
    const bool is_answer = ends[0].revents == 0;
    const ssize_t size =
        recv(is_answer ? server : client, buffer, sizeof(buffer), 0);
    if (size <= 0) return;
    const absl::string_view bytes(buffer, static_cast<size_t>(size));
    if (!is_answer) {
      if (!SendAll(server, bytes)) return;
      continue;
    }
    const size_t allowed = Allow(bytes.size());
    if (!SendAll(client, bytes.substr(0, allowed))) return;
    if (allowed < bytes.size()) {
      SendAll(client, cut_.last_words);
      return;
    }
  }
}

}  // namespace ritornello::sql::testing
