// ritornello.royalties.v1.DealService.
#pragma once

#include <memory>

#include "libs/server/service.h"
#include "libs/sql/pool.h"
#include "services/royalties/domain/deals.h"

namespace ritornello::royalties {

// Both must outlive the service.
std::unique_ptr<server::BoundService> MakeDealService(sql::Pool& pool,
                                                      Deals& deals);

}  // namespace ritornello::royalties
