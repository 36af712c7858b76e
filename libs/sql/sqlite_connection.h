// SQLite behind sql::Connection.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "libs/sql/connection.h"

namespace ritornello::sql {

// Opens `path`, made if it does not exist (":memory:" for a private one),
// with write-ahead log, synchronous=FULL (a committed transaction survives
// power loss), foreign keys on, and 5 s of patience with other writers.
// Returns Unavailable if the file cannot be opened.
absl::StatusOr<std::unique_ptr<Connection>> OpenSqlite(const std::string& path);

}  // namespace ritornello::sql
