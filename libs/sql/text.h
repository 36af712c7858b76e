// Which text both databases can hold.
#pragma once

#include <span>

#include "absl/status/status.h"
#include "libs/sql/connection.h"

namespace ritornello::sql {

// InvalidArgument naming the parameter, from 1, whose text is not UTF-8 or
// has a NUL byte: PostgreSQL refuses it, and SQLite would cut or keep it.
absl::Status CheckText(std::span<const Value> parameters);

}  // namespace ritornello::sql
