// The tables of the catalog service.
#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/sql/connection.h"

namespace ritornello::catalog {

// Makes the tables, or brings them up to date; see sql::Migrate.
absl::Status MigrateCatalog(sql::Connection& connection, absl::Time now);

}  // namespace ritornello::catalog
