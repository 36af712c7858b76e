// ritornello.catalog.v1.OutletService.
#pragma once

#include <memory>

#include "libs/server/service.h"
#include "libs/sql/pool.h"
#include "services/catalog/domain/outlets.h"

namespace ritornello::catalog {

// Both must outlive the service.
std::unique_ptr<server::BoundService> MakeOutletService(sql::Pool& pool,
                                                        Outlets& outlets);

}  // namespace ritornello::catalog
