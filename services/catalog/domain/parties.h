// Making and changing parties.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "absl/status/statusor.h"
#include "libs/request_log/request_log.h"
#include "libs/sql/pool.h"
#include "libs/time/clock.h"
#include "services/catalog/model/party.h"

namespace ritornello::catalog {

// Safe for concurrent use. Both must outlive it.
class Parties {
 public:
  Parties(sql::Pool& pool, const Clock& clock) : pool_(pool), clock_(clock) {}

  // The party as it is now. Errors: InvalidArgument on "party.…", see
  // Normalize(); NotFound, no such account; AlreadyExists; those of WriteOnce.
  absl::StatusOr<Party> Create(Party party,
                               const request_log::Request& request);

  // Takes the fields named by `mask`, all when it is empty, from `party`; a
  // change that changes nothing writes nothing. Errors: InvalidArgument, as
  // above or on "update_mask"; NotFound, no such party; Aborted with
  // ETAG_MISMATCH when `expected_revision` is not the current one; those of
  // WriteOnce.
  absl::StatusOr<Party> Update(const Party& party,
                               std::span<const std::string> mask,
                               std::optional<int64_t> expected_revision,
                               const request_log::Request& request);

 private:
  absl::StatusOr<Party> Read(const std::string& name);

  sql::Pool& pool_;
  const Clock& clock_;
};

}  // namespace ritornello::catalog
