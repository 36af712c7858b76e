// A bounded set of connections.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "libs/sql/connection.h"

namespace ritornello::sql {

// Gives its connection back to the pool on destruction.
using Lease = std::unique_ptr<Connection, std::function<void(Connection*)>>;

// Thread-safe. Must outlive its leases.
class Pool {
 public:
  using Opener = std::function<absl::StatusOr<std::unique_ptr<Connection>>()>;

  // Opens connections when they are wanted.
  // REQUIRES: connection_count_max > 0.
  Pool(Opener open, int connection_count_max, absl::Duration wait_max);

  // An idle connection, or a new one while there are fewer than
  // connection_count_max. Waits at most wait_max for one; then Unavailable
  // ("every connection is in use"). A connection that is not healthy when it
  // comes back is closed, and its place is free.
  absl::StatusOr<Lease> Borrow();

  // OK when the database answers now.
  absl::Status Ping();

 private:
  void GiveBack(std::unique_ptr<Connection> connection);

  const Opener open_;
  const int connection_count_max_;
  const absl::Duration wait_max_;
  absl::Mutex mutex_;
  int connection_count_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::unique_ptr<Connection>> idle_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ritornello::sql
