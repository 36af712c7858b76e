// Keeping the written evidence that others' shares may be placed.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "libs/request_log/request_log.h"
#include "libs/sql/pool.h"
#include "libs/time/clock.h"
#include "services/catalog/model/clearance.h"

namespace ritornello::catalog {

// Safe for concurrent use. Both must outlive it.
class Agreements {
 public:
  Agreements(sql::Pool& pool, const Clock& clock)
      : pool_(pool), clock_(clock) {}

  // Errors: InvalidArgument  "agreement_id", "agreement.…", see Normalize()
  //         NotFound         no such account, party or track
  //         AlreadyExists    AGREEMENT_EXISTS
  //         those of WriteOnce
  absl::StatusOr<Agreement> Create(Agreement agreement,
                                   const request_log::Request& request);

  // Errors: InvalidArgument on "last_date", see EndOn(); NotFound, no such
  // agreement; those of WriteOnce.
  absl::StatusOr<Agreement> End(const AgreementKey& key,
                                absl::CivilDay last_day,
                                const request_log::Request& request);

 private:
  absl::StatusOr<Agreement> Read(const std::string& name);

  sql::Pool& pool_;
  const Clock& clock_;
};

}  // namespace ritornello::catalog
