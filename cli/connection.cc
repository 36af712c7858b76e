#include "cli/connection.h"

#include "absl/strings/match.h"
#include "absl/time/clock.h"

namespace ritornello::cli {
namespace {

// Before a person is told that we wait.
constexpr absl::Duration kSilence = absl::Milliseconds(300);

bool IsOnThisMachine(const std::string& server) {
  for (const char* prefix : {"127.", "localhost:", "[::1]:", "unix:"}) {
    if (absl::StartsWith(server, prefix)) return true;
  }
  return false;
}

// True when `channel` can be used at `deadline` at the latest.
bool IsReadyBy(absl::Time deadline, grpc::Channel& channel) {
  return channel.WaitForConnected(absl::ToChronoTime(deadline));
}

}  // namespace

Connection::operator std::shared_ptr<grpc::ChannelInterface>() {
  if (channel_ == nullptr) {
    channel_ = make_();
    Await();
  }
  return channel_;
}

void Connection::Await() {
  if (options_.patience == absl::ZeroDuration() ||
      !IsOnThisMachine(options_.server)) {
    return;
  }
  const absl::Time start = absl::Now();
  if (IsReadyBy(start + kSilence, *channel_)) return;
  if (options_.err != nullptr) {
    *options_.err << "waiting for the server at " << options_.server << '\n'
                  << std::flush;
  }
  IsReadyBy(start + options_.patience, *channel_);
}

}  // namespace ritornello::cli
