// ritornello.catalog.v1.SubmissionService.
#pragma once

#include <memory>

#include "libs/server/service.h"
#include "libs/sql/pool.h"
#include "services/catalog/domain/submissions.h"

namespace ritornello::catalog {

// Both must outlive the service.
std::unique_ptr<server::BoundService> MakeSubmissionService(
    sql::Pool& pool, Submissions& submissions);

}  // namespace ritornello::catalog
