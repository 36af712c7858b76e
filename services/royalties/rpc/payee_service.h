// ritornello.royalties.v1.PayeeService.
#pragma once

#include <memory>

#include "libs/server/service.h"
#include "libs/sql/pool.h"
#include "services/royalties/domain/accounts.h"

namespace ritornello::royalties {

// Both must outlive the service.
std::unique_ptr<server::BoundService> MakePayeeService(sql::Pool& pool,
                                                       Accounts& accounts);

}  // namespace ritornello::royalties
