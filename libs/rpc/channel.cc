#include "libs/rpc/channel.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/support/channel_arguments.h>

#include "absl/strings/substitute.h"

namespace ritornello::rpc {
namespace {

// After this long without a byte the connection is asked whether it lives.
// Servers of ours tolerate a ping every 10 s.
constexpr int kKeepaliveMs = 30'000;
constexpr int kKeepaliveTimeoutMs = 10'000;
// gRPC would let a server that is back wait for two minutes.
constexpr int kReconnectMaxMs = 5'000;

// There is no "timeout" here on purpose: gRPC 1.51 lets it fire up to 2 s
// early (https://github.com/grpc/grpc/issues/40633).
constexpr char kServiceConfig[] = R"({
  "loadBalancingConfig": [{"round_robin": {}}],
  "methodConfig": [{
    "name": [{}],
    "retryPolicy": {
      "maxAttempts": $0,
      "initialBackoff": "0.1s",
      "maxBackoff": "1s",
      "backoffMultiplier": 2,
      "retryableStatusCodes": ["UNAVAILABLE"]
    }
  }],
  "retryThrottling": {"maxTokens": 10, "tokenRatio": 0.1}
})";

}  // namespace

std::shared_ptr<grpc::Channel> MakeChannel(
    const std::string& target,
    const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
  grpc::ChannelArguments arguments;
  arguments.SetServiceConfigJSON(
      absl::Substitute(kServiceConfig, kAttemptCountMax));
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kReconnectMaxMs);
  arguments.SetMaxReceiveMessageSize(kMessageSizeMax);
  arguments.SetMaxSendMessageSize(kMessageSizeMax);
  return grpc::CreateCustomChannel(target, credentials, arguments);
}

}  // namespace ritornello::rpc
