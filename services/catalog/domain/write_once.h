// A mutation that a retry does not repeat.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/request_log/request_log.h"
#include "libs/sql/pool.h"
#include "libs/sql/transaction.h"
#include "libs/time/clock.h"

namespace ritornello::catalog {

// Does the work and returns the name of the resource that it made or changed.
// `now` is whole microseconds, as rows keep them.
using Mutation = std::function<absl::StatusOr<std::string>(
    sql::Transaction& transaction, absl::Time now)>;

// Runs `work` in a transaction, again when it loses a race, and returns the
// name; or, when the same request was done before, does nothing and returns
// the name of then. An Aborted that carries a reason is no lost race but an
// answer, and is not tried again.
//
// Errors: InvalidArgument on request_id, see libs/request_log; those of `work`
absl::StatusOr<std::string> WriteOnce(sql::Pool& pool, const Clock& clock,
                                      const request_log::Request& request,
                                      const Mutation& work);

// Aborted with reason ETAG_MISMATCH unless `expected` is absent or `current`.
absl::Status RequireRevision(std::optional<int64_t> expected, int64_t current,
                             absl::string_view resource_name);

}  // namespace ritornello::catalog
