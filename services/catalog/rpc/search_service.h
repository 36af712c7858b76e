// SearchService over gRPC.
#pragma once

#include <memory>

#include "libs/server/service.h"
#include "libs/sql/pool.h"
#include "services/catalog/model/vocabulary.h"

namespace ritornello::catalog {

// Both must outlive the service.
std::unique_ptr<server::BoundService> MakeSearchService(
    sql::Pool& pool, const Vocabulary& vocabulary);

}  // namespace ritornello::catalog
