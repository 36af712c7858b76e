// ritornello.catalog.v1.AgreementService.
#pragma once

#include <memory>

#include "libs/server/service.h"
#include "libs/sql/pool.h"
#include "services/catalog/domain/agreements.h"

namespace ritornello::catalog {

// Both must outlive the service.
std::unique_ptr<server::BoundService> MakeAgreementService(
    sql::Pool& pool, Agreements& agreements);

}  // namespace ritornello::catalog
