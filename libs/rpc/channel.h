// Channels from one service, or the CLI, to another.
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/security/credentials.h>

#include <memory>
#include <string>

namespace ritornello::rpc {

// Largest message that is sent or accepted, by clients and servers alike.
inline constexpr int kMessageSizeMax = 16 * 1024 * 1024;

// How often a call is tried in all when the server is UNAVAILABLE.
inline constexpr int kAttemptCountMax = 4;

// A channel to `target` ("127.0.0.1:50051", "dns:///catalog:50051",
// "unix:/run/x.sock"), without encryption unless `credentials` say otherwise.
// Connects when first used. Keep it for the life of the process.
//
// Balances over all addresses of the target (round_robin); tries a call again
// after UNAVAILABLE with growing delays, at most kAttemptCountMax times, less
// when most calls fail. A write may therefore arrive twice: every write RPC
// carries an id of the caller's choice. Deadlines are the caller's to set, on
// each call.
std::shared_ptr<grpc::Channel> MakeChannel(
    const std::string& target,
    const std::shared_ptr<grpc::ChannelCredentials>& credentials =
        grpc::InsecureChannelCredentials());

}  // namespace ritornello::rpc
