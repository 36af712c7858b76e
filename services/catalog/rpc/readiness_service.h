// ReadinessService over gRPC.
#pragma once

#include <memory>

#include "libs/server/service.h"
#include "libs/sql/pool.h"

namespace ritornello::catalog {

// `pool` must outlive the service.
std::unique_ptr<server::BoundService> MakeReadinessService(sql::Pool& pool);

}  // namespace ritornello::catalog
