// ritornello.catalog.v1.PartyService.
#pragma once

#include <memory>

#include "libs/server/service.h"
#include "libs/sql/pool.h"
#include "services/catalog/domain/parties.h"

namespace ritornello::catalog {

// Both must outlive the service.
std::unique_ptr<server::BoundService> MakePartyService(sql::Pool& pool,
                                                       Parties& parties);

}  // namespace ritornello::catalog
