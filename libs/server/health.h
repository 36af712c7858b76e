// Keeps grpc.health.v1 true.
#pragma once

#include <grpcpp/health_check_service_interface.h>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/server/log.h"

namespace ritornello::server {

// Whether a group of services can do its work now, for instance whether its
// database answers. May block; called from one thread, once a second.
using Probe = std::function<absl::Status()>;

inline constexpr absl::Duration kProbePeriod = absl::Seconds(1);

// Reports each service, and "" for all of them, as SERVING while the probe of
// its group succeeds, and as NOT_SERVING until the first success and while
// draining. The name "liveness" is SERVING all along: a process without its
// database must not be restarted for it.
// Threads: one per group with a probe.
class Health {
 public:
  struct Group {
    std::string name;
    std::vector<std::string> services;
    Probe probe;  // null: always well
  };

  // All must outlive this.
  Health(grpc::HealthCheckServiceInterface& reported, const Log& log,
         std::vector<Group> groups);
  ~Health();
  Health(const Health&) = delete;
  Health& operator=(const Health&) = delete;

  // From now on nothing is SERVING but "liveness".
  void StartDraining();

 private:
  struct Watched {
    Group group;
    bool is_well = false;
  };

  void Watch(Watched& watched);
  void Set(Watched& watched, const absl::Status& status);

  grpc::HealthCheckServiceInterface& reported_;
  const Log& log_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_draining_ = false;
  std::vector<Watched> watched_;
  std::vector<std::thread> threads_;
};

}  // namespace ritornello::server
