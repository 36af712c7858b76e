// ritornello.royalties.v1.LedgerService.
#pragma once

#include <memory>

#include "libs/server/service.h"
#include "libs/sql/pool.h"
#include "libs/time/clock.h"

namespace ritornello::royalties {

// `pool` must outlive the service.
std::unique_ptr<server::BoundService> MakeLedgerService(sql::Pool& pool,
                                                        const Clock& clock);

}  // namespace ritornello::royalties
