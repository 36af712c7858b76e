// PostgreSQL behind sql::Connection.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "libs/sql/connection.h"

namespace ritornello::sql {

// Connects to `conninfo`, a libpq URI or keyword string. Uses no named
// prepared statements, so that a pooler in transaction mode may stand between.
// Without other settings in `conninfo`, connecting takes at most 10 s, and a
// server that has vanished from the network is noticed within 40 s.
// Parameters are sent as text and take the type that the statement gives
// them: a bare `SELECT $1` is text; write CAST($1 AS BIGINT) there.
//
// Errors: Unavailable  no server, or it refused; the message says which host
absl::StatusOr<std::unique_ptr<Connection>> OpenPostgres(
    const std::string& conninfo);

}  // namespace ritornello::sql
