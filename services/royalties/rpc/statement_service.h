// ritornello.royalties.v1.StatementService.
#pragma once

#include <memory>

#include "libs/server/service.h"
#include "libs/sql/pool.h"
#include "libs/time/clock.h"
#include "services/royalties/domain/statement_run.h"
#include "services/royalties/domain/statements.h"
#include "services/royalties/domain/suspense.h"
#include "services/royalties/formats/statement_profile.h"

namespace ritornello::royalties {

// All must outlive the service.
struct StatementDependencies {
  sql::Pool& pool;
  const Clock& clock;
  Statements& statements;
  StatementRun& run;
  Suspense& suspense;
  const StatementProfiles& profiles;
};

std::unique_ptr<server::BoundService> MakeStatementService(
    const StatementDependencies& dependencies);

}  // namespace ritornello::royalties
