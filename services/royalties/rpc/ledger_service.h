// ritornello.royalties.v1.LedgerService.
#pragma once

#include <memory>

#include "libs/server/service.h"
#include "libs/sql/pool.h"

namespace ritornello::royalties {

// `pool` must outlive the service.
std::unique_ptr<server::BoundService> MakeLedgerService(sql::Pool& pool);

}  // namespace ritornello::royalties
