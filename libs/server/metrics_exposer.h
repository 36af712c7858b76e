// /metrics over HTTP.
#pragma once

#include <prometheus/exposer.h>
#include <prometheus/registry.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace ritornello::server {

// Serves http://`address`/metrics until destroyed. `address` is "host:port";
// port 0 takes any free one.
class MetricsExposer {
 public:
  // Unavailable, naming the address, when it cannot be listened on.
  static absl::StatusOr<std::unique_ptr<MetricsExposer>> Start(
      const std::string& address,
      const std::shared_ptr<prometheus::Registry>& registry);

  int port() const { return exposer_.GetListeningPorts().front(); }

 private:
  explicit MetricsExposer(const std::string& address);

  prometheus::Exposer exposer_;
};

}  // namespace ritornello::server
