// The tables of the royalties service.
#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/sql/connection.h"

namespace ritornello::royalties {

// Makes the tables, or brings them up to date; see sql::Migrate.
absl::Status MigrateRoyalties(sql::Connection& connection, absl::Time now);

}  // namespace ritornello::royalties
