// A process that serves: what every main() of this suite does, written once.
//
//   BlockTerminationSignals();
//   ...
//   ASSIGN_OR_RETURN(auto server,
//                    Server::Start(options, std::move(groups), environment));
//   server->WaitForTermination();
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/server.h>
#include <prometheus/registry.h>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/server/authenticator.h"
#include "libs/server/health.h"
#include "libs/server/log.h"
#include "libs/server/metrics_exposer.h"
#include "libs/server/scraped_gauges.h"
#include "libs/server/server_options.h"
#include "libs/server/service.h"
#include "libs/server/worker_pool.h"

namespace ritornello::server {

struct GroupLimits {
  int worker_count;
  int queue_limit;
  int stream_limit;
};

// Services that share workers and health: one microservice. Groups of one
// process may call each other; a call that waits for another group holds no
// thread of that group.
struct ServiceGroup {
  std::string name;  // "catalog"
  std::vector<std::unique_ptr<BoundService>> services;
  Probe probe;                        // null: always well
  GaugeSource gauges;                 // null: none; read for /metrics only
  std::optional<GroupLimits> limits;  // absent: those of ServerOptions
};

// What a server is given by its main(). All must outlive the server; the
// registry has a second owner because the HTTP library wants to be one.
struct Environment {
  const Authenticator& authenticator;
  const Log& log;
  std::shared_ptr<prometheus::Registry> registry;
};

// Not thread-safe but for port() and InProcessChannel().
class Server {
 public:
  // Serves when it returns.
  //
  // InvalidArgument     `options.listen` is malformed, or other machines can
  //                     reach it and nobody declared that insecure
  // FailedPrecondition  another process listens on it, or it is no address of
  //                     this machine; the message names it
  // Unavailable         the same for `options.metrics_listen`
  static absl::StatusOr<std::unique_ptr<Server>> Start(
      const ServerOptions& options, std::vector<ServiceGroup> groups,
      const Environment& environment);

  // As Drain(absl::ZeroDuration()) when still serving.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Waits for SIGTERM or SIGINT, then drains: health says NOT_SERVING;
  // `before_drain` ends whatever work goes on behind the calls; after
  // drain_delay_seconds new calls are refused and those at work have
  // drain_seconds to finish; then they are cancelled. Returns when the last
  // handler has returned; main() then exits with 0.
  // REQUIRES: BlockTerminationSignals() was called before Start.
  void WaitForTermination(const std::function<void()>& before_drain = [] {});

  // The same without the signal and the delay.
  void Drain(absl::Duration grace);

  int port() const { return port_; }  // 0 for a Unix socket
  // 0 when metrics are not served.
  int metrics_port() const { return exposer_ ? exposer_->port() : 0; }

  // A channel to this server that touches no network.
  std::shared_ptr<grpc::Channel> InProcessChannel();

 private:
  struct Group;

  Server(const ServerOptions& options, const Environment& environment);
  void AddGroup(ServiceGroup group);
  absl::Status Listen();
  absl::Status ServeMetrics();
  void WatchHealth();

  const ServerOptions options_;
  const Environment environment_;
  const RpcMetrics metrics_;
  std::atomic<bool> is_draining_ = false;
  std::vector<std::unique_ptr<Group>> groups_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Health> health_;
  std::unique_ptr<MetricsExposer> exposer_;
  int port_ = 0;
};

}  // namespace ritornello::server
