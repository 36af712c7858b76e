// Making, ending and voiding deals.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/request_log/request_log.h"
#include "libs/sql/pool.h"
#include "libs/time/clock.h"
#include "services/royalties/model/deal.h"
#include "services/royalties/peers/rights_source.h"

namespace ritornello::royalties {

// Safe for concurrent use.
class Deals {
 public:
  // All must outlive this.
  Deals(sql::Pool& pool, const Clock& clock, RightsSource& rights)
      : pool_(pool), clock_(clock), rights_(rights) {}

  // Records `deal` and answers with it as stored. A direct payout is posted to
  // the main book and divided among the owners on its start date, in the same
  // database transaction: first the fee that the library owes, then what it is
  // divided into. `deadline` and `traceparent` are for asking the catalogue.
  //
  // Errors: InvalidArgument     see Validate(), or `request` was used for
  //                             something else; a direct payout begins in the
  //                             future
  //         NotFound            the catalogue has no such account or library
  //         AlreadyExists       the account has a deal of that id
  //         FailedPrecondition  DEAL_OVERLAP: another deal covers a track at
  //                             the library on one of the days;
  //                             RIGHTS_MISSING: the fee cannot be divided
  //         Unavailable         the database or the catalogue is away
  absl::StatusOr<Deal> Create(Deal deal, const request_log::Request& request,
                              absl::Time deadline,
                              absl::string_view traceparent);

  // Makes `end_date` the last day, be that sooner or later than it was.
  //
  // Errors: InvalidArgument     it is before the start; on "end_date"
  //         NotFound            no such deal
  //         FailedPrecondition  DEAL_USED: a statement that is not void earned
  //                             under it on a later day; DEAL_OVERLAP; or
  //                             DEAL_VOID
  absl::StatusOr<Deal> End(const DealKey& key, absl::CivilDay end_date);

  // Makes the deal one that never held: reverses what a direct payout posted,
  // into the month of its start or the first open one, and frees its days. A
  // void deal is returned as it stands.
  //
  // Errors: InvalidArgument     see ValidateVoidReason()
  //         NotFound            no such deal
  //         FailedPrecondition  DEAL_USED: a statement that is not void earned
  //                             under it
  absl::StatusOr<Deal> Void(const DealKey& key, absl::string_view reason);

 private:
  sql::Pool& pool_;
  const Clock& clock_;
  RightsSource& rights_;
};

}  // namespace ritornello::royalties
