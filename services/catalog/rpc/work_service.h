// ritornello.catalog.v1.WorkService.
#pragma once

#include <memory>

#include "libs/server/service.h"
#include "libs/sql/pool.h"
#include "services/catalog/domain/works.h"

namespace ritornello::catalog {

// Both must outlive the service.
std::unique_ptr<server::BoundService> MakeWorkService(sql::Pool& pool,
                                                      Works& works);

}  // namespace ritornello::catalog
