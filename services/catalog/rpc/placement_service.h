// ritornello.catalog.v1.PlacementService.
#pragma once

#include <memory>

#include "libs/server/service.h"
#include "libs/sql/pool.h"
#include "services/catalog/domain/placements.h"

namespace ritornello::catalog {

// Both must outlive the service.
std::unique_ptr<server::BoundService> MakePlacementService(
    sql::Pool& pool, Placements& placements);

}  // namespace ritornello::catalog
