// /metrics over HTTP.
#pragma once

#include <prometheus/collectable.h>
#include <prometheus/exposer.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace ritornello::server {

// Serves http://`address`/metrics until destroyed. `address` is "host:port";
// port 0 takes any free one.
class MetricsExposer {
 public:
  // Shared with the HTTP library, which wants to be an owner.
  using Sources = std::vector<std::shared_ptr<prometheus::Collectable>>;

  // The page is what `sources` say, asked one after the other. Unavailable,
  // naming the address, when it cannot be listened on.
  static absl::StatusOr<std::unique_ptr<MetricsExposer>> Start(
      const std::string& address, Sources sources);

  int port() const { return exposer_.GetListeningPorts().front(); }

 private:
  MetricsExposer(const std::string& address, Sources sources);

  const Sources sources_;
  prometheus::Exposer exposer_;
};

}  // namespace ritornello::server
