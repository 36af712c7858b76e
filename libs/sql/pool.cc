#include "libs/sql/pool.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/status/check.h"
#include "libs/status/status_macros.h"

namespace ritornello::sql {

Pool::Pool(Opener open, int connection_count_max, absl::Duration wait_max)
    : open_(std::move(open)),
      connection_count_max_(connection_count_max),
      wait_max_(wait_max) {
  RITORNELLO_CHECK(connection_count_max > 0);
}

absl::StatusOr<Lease> Pool::Borrow() {
  const auto give_back = [this](Connection* connection) {
    GiveBack(std::unique_ptr<Connection>(connection));
  };
  {
    absl::MutexLock lock(&mutex_);
    const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return !idle_.empty() || connection_count_ < connection_count_max_;
    };
    if (!mutex_.AwaitWithTimeout(absl::Condition(&ready), wait_max_)) {
      return absl::UnavailableError(absl::StrCat(
          "every connection is in use (", connection_count_max_,
          ") and none came back within ", absl::FormatDuration(wait_max_)));
    }
    if (!idle_.empty()) {
      Connection* connection = idle_.back().release();
      idle_.pop_back();
      return Lease(connection, give_back);
    }
    ++connection_count_;
  }
  auto opened = open_();  // slow: never under the lock
  if (!opened.ok()) {
    absl::MutexLock lock(&mutex_);
    --connection_count_;
    return opened.status();
  }
  return Lease(opened->release(), give_back);
}

absl::Status Pool::Ping() {
  RITORNELLO_ASSIGN_OR_RETURN(const Lease connection, Borrow());
  return connection->Run("SELECT 1", {}).status();
}

void Pool::GiveBack(std::unique_ptr<Connection> connection) {
  absl::MutexLock lock(&mutex_);
  if (connection->healthy()) {
    idle_.push_back(std::move(connection));
  } else {
    --connection_count_;
  }
}

}  // namespace ritornello::sql
