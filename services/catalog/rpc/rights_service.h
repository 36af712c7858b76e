// ritornello.catalog.v1.RightsService.
#pragma once

#include <memory>

#include "libs/server/service.h"
#include "libs/sql/pool.h"
#include "services/catalog/domain/rights.h"

namespace ritornello::catalog {

// Both must outlive the service.
std::unique_ptr<server::BoundService> MakeRightsService(sql::Pool& pool,
                                                        Rights& rights);

}  // namespace ritornello::catalog
