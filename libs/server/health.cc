#include "libs/server/health.h"

#include <algorithm>
#include <utility>

namespace ritornello::server {
namespace {

constexpr char kLiveness[] = "liveness";

}  // namespace

Health::Health(grpc::HealthCheckServiceInterface& reported, const Log& log,
               std::vector<Group> groups)
    : reported_(reported), log_(log) {
  reported_.SetServingStatus(kLiveness, true);
  reported_.SetServingStatus("", false);
  for (Group& group : groups) {
    for (const std::string& service : group.services) {
      reported_.SetServingStatus(service, false);
    }
    watched_.push_back({std::move(group)});
  }
  for (Watched& watched : watched_) {
    if (watched.group.probe) {
      threads_.emplace_back([this, &watched] { Watch(watched); });
    } else {
      Set(watched, absl::OkStatus());
    }
  }
}

Health::~Health() {
  StartDraining();
  for (std::thread& thread : threads_) thread.join();
}

void Health::StartDraining() {
  const std::lock_guard<std::mutex> lock(mutex_);
  is_draining_ = true;
  for (const Watched& watched : watched_) {
    for (const std::string& service : watched.group.services) {
      reported_.SetServingStatus(service, false);
    }
  }
  reported_.SetServingStatus("", false);
  changed_.notify_all();
}

void Health::Watch(Watched& watched) {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!is_draining_) {
    lock.unlock();
    const absl::Status status = watched.group.probe();
    Set(watched, status);
    lock.lock();
    changed_.wait_for(lock, absl::ToChronoMilliseconds(kProbePeriod),
                      [this] { return is_draining_; });
  }
}

// Reports while the lock is held, so that no late success overtakes the drain.
void Health::Set(Watched& watched, const absl::Status& status) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (is_draining_ || watched.is_well == status.ok()) return;
  watched.is_well = status.ok();
  for (const std::string& service : watched.group.services) {
    reported_.SetServingStatus(service, status.ok());
  }
  const bool all_are_well =
      std::all_of(watched_.begin(), watched_.end(),
                  [](const Watched& each) { return each.is_well; });
  reported_.SetServingStatus("", all_are_well);
  log_.Write(status.ok() ? Severity::kInfo : Severity::kWarning,
             status.ok() ? "serving" : status.message(),
             {{"group", watched.group.name},
              {"health", status.ok() ? "SERVING" : "NOT_SERVING"}});
}

}  // namespace ritornello::server
