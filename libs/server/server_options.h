// How a server is to run. Each field is a flag (flags.h).
#pragma once

#include <string>

#include "libs/rpc/channel.h"
#include "libs/server/worker_pool.h"

namespace ritornello::server {

struct ServerOptions {
  // "127.0.0.1:50051", port 0 for any free one, or "unix:/path". An address
  // that other machines can reach is refused unless `insecure`.
  std::string listen = "127.0.0.1:50051";

  // "127.0.0.1:9464" for /metrics over HTTP; empty for none. It may be an
  // address that other machines can reach: Prometheus is one.
  std::string metrics_listen;

  // Of each group of services that does not say otherwise.
  int worker_count = 8;   // unary calls at work
  int queue_limit = 256;  // unary calls waiting; one more is refused
  int stream_limit = 64;  // streams at work; one more is refused

  // Streams and calls that one connection may have open; the client itself
  // holds back more.
  int concurrent_streams_max = 1000;

  int message_size_max = rpc::kMessageSizeMax;  // bytes, in and out

  // After SIGTERM: how long to serve on while load balancers learn of it, and
  // how long calls may then take before they are cancelled.
  int drain_delay_seconds = 0;
  int drain_seconds = 20;

  // How often a silent connection is asked whether it lives.
  int keepalive_seconds = 60;

  // A connection is closed at this age (give or take 10 %), so that clients
  // find new servers; calls on it get the grace to finish.
  int max_connection_age_seconds = 1800;
  int max_connection_age_grace_seconds = 60;

  // Whether clients may ask for the services and their protos.
  bool reflection = true;

  // "json", "text" for a person, or "auto": text where standard error is a
  // terminal.
  std::string log_format = "auto";

  // Whether every call is logged, or only those that the server failed.
  bool log_calls = true;

  bool insecure = false;
};

}  // namespace ritornello::server
