// Saying where else a track is available.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "libs/request_log/request_log.h"
#include "libs/sql/pool.h"
#include "libs/time/clock.h"
#include "services/catalog/model/placement.h"

namespace ritornello::catalog {

// Safe for concurrent use, also by several processes on one database. Both must
// outlive it.
class Outlets {
 public:
  Outlets(sql::Pool& pool, const Clock& clock) : pool_(pool), clock_(clock) {}

  // Errors: InvalidArgument     "outlet_id", "outlet.…", see Normalize();
  //                             "outlet" when the track has kOutletCountMax
  //         NotFound            no such track, or agreed library
  //         AlreadyExists       OUTLET_EXISTS
  //         FailedPrecondition  EXCLUSIVITY_CONFLICT
  //         those of WriteOnce
  absl::StatusOr<Outlet> Create(Outlet outlet,
                                const request_log::Request& request);

  // Errors: InvalidArgument  on "last_date": before the first day, or after the
  //                          last one said before
  //         NotFound         no such outlet
  //         those of WriteOnce
  absl::StatusOr<Outlet> End(const OutletKey& key, absl::CivilDay last_day,
                             const request_log::Request& request);

  // Errors: NotFound, no such outlet; those of WriteOnce.
  absl::Status Delete(const OutletKey& key,
                      const request_log::Request& request);

 private:
  absl::StatusOr<Outlet> Read(const std::string& name);

  sql::Pool& pool_;
  const Clock& clock_;
};

}  // namespace ritornello::catalog
