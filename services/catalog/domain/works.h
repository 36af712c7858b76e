// Making and changing works.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "absl/status/statusor.h"
#include "libs/request_log/request_log.h"
#include "libs/sql/pool.h"
#include "libs/time/clock.h"
#include "services/catalog/model/work.h"

namespace ritornello::catalog {

// Safe for concurrent use. Both must outlive it.
class Works {
 public:
  Works(sql::Pool& pool, const Clock& clock) : pool_(pool), clock_(clock) {}

  // The work as it is now. Errors: InvalidArgument on "work_id" or "work.…",
  // see Normalize(); NotFound, no such account; AlreadyExists; those of
  // WriteOnce.
  absl::StatusOr<Work> Create(Work work, const request_log::Request& request);

  // Takes the fields named by `mask`, all when it is empty, from `work`; a
  // change that changes nothing writes nothing. Errors: InvalidArgument, as
  // above or on "update_mask"; NotFound, no such work; Aborted with
  // ETAG_MISMATCH when `expected_revision` is not the current one; those of
  // WriteOnce.
  absl::StatusOr<Work> Update(const Work& work,
                              std::span<const std::string> mask,
                              std::optional<int64_t> expected_revision,
                              const request_log::Request& request);

 private:
  absl::StatusOr<Work> Read(const std::string& name);

  sql::Pool& pool_;
  const Clock& clock_;
};

}  // namespace ritornello::catalog
