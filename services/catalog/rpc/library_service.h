// ritornello.catalog.v1.LibraryService.
#pragma once

#include <memory>

#include "libs/server/service.h"
#include "libs/sql/pool.h"
#include "services/catalog/domain/libraries.h"

namespace ritornello::catalog {

// Both must outlive the service.
std::unique_ptr<server::BoundService> MakeLibraryService(sql::Pool& pool,
                                                         Libraries& libraries);

}  // namespace ritornello::catalog
