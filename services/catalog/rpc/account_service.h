// ritornello.catalog.v1.AccountService.
#pragma once

#include <memory>

#include "libs/server/service.h"
#include "libs/sql/pool.h"
#include "services/catalog/domain/accounts.h"

namespace ritornello::catalog {

// Both must outlive the service.
std::unique_ptr<server::BoundService> MakeAccountService(sql::Pool& pool,
                                                         Accounts& accounts);

}  // namespace ritornello::catalog
