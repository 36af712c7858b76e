// ritornello.royalties.v1.DealService.
#pragma once

#include <memory>

#include "libs/server/service.h"
#include "libs/sql/pool.h"
#include "services/royalties/domain/accounts.h"
#include "services/royalties/domain/deals.h"

namespace ritornello::royalties {

// All must outlive the service.
std::unique_ptr<server::BoundService> MakeDealService(sql::Pool& pool,
                                                      Deals& deals,
                                                      Accounts& accounts);

}  // namespace ritornello::royalties
