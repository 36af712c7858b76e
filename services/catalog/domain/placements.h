// Placing tracks at libraries, exclusively or not.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "libs/request_log/request_log.h"
#include "libs/sql/pool.h"
#include "libs/time/clock.h"
#include "services/catalog/model/placement.h"

namespace ritornello::catalog {

// Safe for concurrent use, also by several processes on one database. Both must
// outlive it.
class Placements {
 public:
  Placements(sql::Pool& pool, const Clock& clock)
      : pool_(pool), clock_(clock) {}

  // Records that a library holds `placement.key.track`. The placement gets its
  // number, the library's policy, the library's scope if it has none, and today
  // for its first day if it has none.
  //
  // Errors: InvalidArgument     "placement.extent.…"
  //         NotFound            no such track or library
  //         FailedPrecondition  EXCLUSIVITY_CONFLICT
  //         those of WriteOnce
  absl::StatusOr<Placement> Create(Placement placement,
                                   const request_log::Request& request);

  // Sets the last day; one before the first closes it.
  //
  // Errors: InvalidArgument     on "last_date": after the last day said before
  //         NotFound            no such placement
  //         FailedPrecondition  PLACEMENT_NOT_HELD
  //         those of WriteOnce
  absl::StatusOr<Placement> End(const PlacementKey& key,
                                absl::CivilDay last_day,
                                const request_log::Request& request);

  // What would stand in the way of Create() now. Errors: InvalidArgument and
  // NotFound, as above.
  absl::StatusOr<std::vector<Conflict>> Check(Placement placement);

 private:
  absl::StatusOr<Placement> Read(const std::string& name);

  sql::Pool& pool_;
  const Clock& clock_;
};

}  // namespace ritornello::catalog
