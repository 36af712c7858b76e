// BacklogService over gRPC.
#pragma once

#include <functional>
#include <memory>

#include "libs/server/service.h"
#include "libs/sql/pool.h"
#include "libs/time/clock.h"

namespace ritornello::catalog {

// `wake` is called when failed jobs are due again. All must outlive the
// service.
std::unique_ptr<server::BoundService> MakeBacklogService(
    sql::Pool& pool, const Clock& clock, std::function<void()> wake);

}  // namespace ritornello::catalog
