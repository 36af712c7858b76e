#include "libs/server/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/impl/server_builder_option.h>
#include <grpcpp/impl/server_builder_plugin.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>

#include <algorithm>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "libs/server/listen_address.h"
#include "libs/server/termination.h"
#include "libs/status/status_macros.h"

namespace ritornello::server {
namespace {

// Clients of ours ping every 30 s; one that pings much more often is cut off.
constexpr int kPingIntervalMinMs = 10'000;
constexpr int kKeepaliveTimeoutMs = 20'000;

// Linking the reflection library turns it on for every server of the process.
// This decides for one server, whichever way the library was linked.
class ReflectionSwitch final : public grpc::ServerBuilderOption {
 public:
  explicit ReflectionSwitch(bool is_on) : is_on_(is_on) {}

  void UpdateArguments(grpc::ChannelArguments* /*arguments*/) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>*
                         plugins) override {
    auto reflection =
        std::make_unique<grpc::reflection::ProtoServerReflectionPlugin>();
    const std::string name = reflection->name();
    plugins->erase(std::remove_if(plugins->begin(), plugins->end(),
                                  [&name](const auto& plugin) {
                                    return plugin->name() == name;
                                  }),
                   plugins->end());
    if (is_on_) plugins->push_back(std::move(reflection));
  }

 private:
  const bool is_on_;
};

void SetLimits(const ServerOptions& options, grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(options.message_size_max);
  builder.SetMaxSendMessageSize(options.message_size_max);
  // Without this a second server would share the port, and its callers.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS,
                             options.concurrent_streams_max);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS,
                             options.keepalive_seconds * 1000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS,
                             kKeepaliveTimeoutMs);
  builder.AddChannelArgument(
      GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
      kPingIntervalMinMs);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS,
                             options.max_connection_age_seconds * 1000);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS,
                             options.max_connection_age_grace_seconds * 1000);
}

absl::Status CheckAddress(const ServerOptions& options) {
  // A word without a port is malformed before it is far away.
  RITORNELLO_RETURN_IF_ERROR(CheckListenAddress(options.listen));
  if (!options.insecure && !IsLocal(options.listen)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--listen=", options.listen,
        ": other machines could call this server, which asks nobody who they "
        "are. Listen on 127.0.0.1 or unix:/path, or pass --insecure if "
        "something else keeps strangers away"));
  }
  return absl::OkStatus();
}

}  // namespace

struct Server::Group {
  Group(ServiceGroup given, const GroupLimits& limits,
        const Environment& environment, const ServerOptions& options,
        const std::atomic<bool>& is_draining)
      : group(std::move(given)),
        workers({limits.worker_count, limits.queue_limit}),
        streams({limits.stream_limit, 0}),
        runtime{workers,
                streams,
                environment.authenticator,
                environment.log,
                options.log_calls,
                static_cast<size_t>(options.message_size_max),
                is_draining} {}

  ServiceGroup group;
  WorkerPool workers;
  WorkerPool streams;
  GroupRuntime runtime;
};

Server::Server(const ServerOptions& options, const Environment& environment)
    : options_(options),
      environment_(environment),
      metrics_(*environment.registry) {}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(
    const ServerOptions& options, std::vector<ServiceGroup> groups,
    const Environment& environment) {
  RITORNELLO_RETURN_IF_ERROR(CheckAddress(options));
  auto server = absl::WrapUnique(new Server(options, environment));
  for (ServiceGroup& group : groups) server->AddGroup(std::move(group));
  RITORNELLO_RETURN_IF_ERROR(server->Listen());
  RITORNELLO_RETURN_IF_ERROR(server->ServeMetrics());
  server->WatchHealth();
  environment.log.Write(
      Severity::kInfo, "listening",
      {{"address", options.listen}, {"port", int64_t{server->port_}}});
  return server;
}

Server::~Server() {
  if (server_ != nullptr && !is_draining_) Drain(absl::ZeroDuration());
}

void Server::AddGroup(ServiceGroup group) {
  const GroupLimits limits =
      group.limits.value_or(GroupLimits{.worker_count = options_.worker_count,
                                        .queue_limit = options_.queue_limit,
                                        .stream_limit = options_.stream_limit});
  groups_.push_back(std::make_unique<Group>(
      std::move(group), limits, environment_, options_, is_draining_));
  for (const auto& service : groups_.back()->group.services) {
    service->Attach(groups_.back()->runtime, metrics_);
  }
}

absl::Status Server::Listen() {
  grpc::EnableDefaultHealthCheckService(true);
  grpc::ServerBuilder builder;
  SetLimits(options_, builder);
  builder.SetOption(std::make_unique<ReflectionSwitch>(options_.reflection));
  builder.AddListeningPort(options_.listen, grpc::InsecureServerCredentials(),
                           &port_);
  for (const auto& group : groups_) {
    for (const auto& service : group->group.services) {
      builder.RegisterService(service.get());
    }
  }
  server_ = builder.BuildAndStart();
  // gRPC tells a port in use by either of these.
  if (server_ == nullptr || port_ <= 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("cannot listen on ", options_.listen,
                     ": in use, not an address of this machine, or not "
                     "permitted"));
  }
  // For a Unix socket gRPC says 1.
  if (absl::StartsWith(options_.listen, "unix:")) port_ = 0;
  return absl::OkStatus();
}

absl::Status Server::ServeMetrics() {
  if (options_.metrics_listen.empty()) return absl::OkStatus();
  MetricsExposer::Sources sources;
  for (const auto& group : groups_) {
    if (!group->group.gauges) continue;
    sources.push_back(std::make_shared<ScrapedGauges>(
        group->group.name, group->group.gauges, *environment_.registry,
        environment_.log, ScrapedGauges::Limits()));
  }
  // Behind the gauges, so that a page that lacks them counts itself.
  sources.push_back(environment_.registry);
  RITORNELLO_ASSIGN_OR_RETURN(
      exposer_,
      MetricsExposer::Start(options_.metrics_listen, std::move(sources)));
  return absl::OkStatus();
}

void Server::WatchHealth() {
  std::vector<Health::Group> watched;
  for (const auto& group : groups_) {
    Health::Group each{group->group.name, {}, group->group.probe};
    for (const auto& service : group->group.services) {
      each.services.push_back(service->name());
    }
    watched.push_back(std::move(each));
  }
  health_ = std::make_unique<Health>(*server_->GetHealthCheckService(),
                                     environment_.log, std::move(watched));
}

void Server::WaitForTermination(const std::function<void()>& before_drain) {
  const int signal = WaitForTerminationSignal();
  environment_.log.Write(Severity::kInfo, "draining",
                         {{"signal", int64_t{signal}}});
  health_->StartDraining();
  before_drain();
  absl::SleepFor(absl::Seconds(options_.drain_delay_seconds));
  Drain(absl::Seconds(options_.drain_seconds));
  environment_.log.Write(Severity::kInfo, "drained", {});
}

void Server::Drain(absl::Duration grace) {
  is_draining_ = true;
  if (health_ != nullptr) health_->StartDraining();
  server_->Shutdown(absl::ToChronoTime(absl::Now() + grace));
}

std::shared_ptr<grpc::Channel> Server::InProcessChannel() {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(options_.message_size_max);
  arguments.SetMaxSendMessageSize(options_.message_size_max);
  return server_->InProcessChannel(arguments);
}

}  // namespace ritornello::server
