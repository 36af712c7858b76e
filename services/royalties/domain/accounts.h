// Which accounts there are: the books know only those that have something.
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/royalties/peers/rights_source.h"

namespace ritornello::royalties {

// Safe for concurrent use.
class Accounts {
 public:
  // `rights` must outlive this.
  explicit Accounts(RightsSource& rights) : rights_(rights) {}

  // For whoever found nothing of an account: because it has nothing, or because
  // there is no such account. Asks the catalogue, until `deadline`; while that
  // does not say, it has nothing, which is true in both cases.
  //
  // Errors: NotFound  there is none; reason ACCOUNT_NOT_FOUND
  //
  // REQUIRES: no database transaction is open on this thread.
  absl::Status Check(absl::string_view account_id, absl::Time deadline,
                     absl::string_view traceparent) {
    const absl::Status status =
        rights_.CheckAccount(account_id, deadline, traceparent);
    return absl::IsNotFound(status) ? status : absl::OkStatus();
  }

 private:
  RightsSource& rights_;
};

}  // namespace ritornello::royalties
