// ritornello.catalog.v1.SampleService.
#pragma once

#include <memory>

#include "libs/server/service.h"
#include "libs/sql/pool.h"
#include "services/catalog/domain/samples.h"

namespace ritornello::catalog {

// Both must outlive the service.
std::unique_ptr<server::BoundService> MakeSampleService(sql::Pool& pool,
                                                        Samples& samples);

}  // namespace ritornello::catalog
