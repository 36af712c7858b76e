// A pool for a database that is named by a URL.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/sql/connection.h"
#include "libs/sql/pool.h"

namespace ritornello::sql {

struct PoolOptions {
  int connection_count_max = 16;
  absl::Duration wait_max = absl::Seconds(5);
};

// `url` is "sqlite:PATH", or "postgres://…" or "postgresql://…" as libpq reads
// it. Opens one connection to see that it works.
//
// Errors: InvalidArgument  another kind of URL
//         Unavailable      the database cannot be reached
absl::StatusOr<std::unique_ptr<Pool>> OpenPool(const std::string& url,
                                               PoolOptions options);

// One connection, as above.
absl::StatusOr<std::unique_ptr<Connection>> OpenConnection(
    const std::string& url);

}  // namespace ritornello::sql
