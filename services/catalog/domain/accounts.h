// Opening tenants.
#pragma once

#include "absl/status/statusor.h"
#include "libs/request_log/request_log.h"
#include "libs/sql/pool.h"
#include "libs/time/clock.h"
#include "services/catalog/model/account.h"

namespace ritornello::catalog {

// Safe for concurrent use. Both must outlive it.
class Accounts {
 public:
  Accounts(sql::Pool& pool, const Clock& clock) : pool_(pool), clock_(clock) {}

  // The account as it is now. Errors: InvalidArgument, see Normalize();
  // AlreadyExists; those of WriteOnce.
  absl::StatusOr<Account> Create(Account account,
                                 const request_log::Request& request);

 private:
  sql::Pool& pool_;
  const Clock& clock_;
};

}  // namespace ritornello::catalog
