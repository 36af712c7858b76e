// Bringing a database to the shape that this program knows.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/sql/connection.h"

namespace ritornello::sql {

struct Migration {
  int number = 0;  // from 1, without gaps
  absl::string_view name;
  absl::string_view script;
};

// The migrations among `files` (anything with `path` and `content`) that are
// for `dialect`, by number; paths are like
// "migrations/sqlite/0001_catalog.sql".
// REQUIRES: the numbers are 1, 2, 3, ….
std::vector<Migration> MigrationsFor(
    Dialect dialect,
    const std::vector<std::pair<absl::string_view, absl::string_view>>& files);

// Applies what is missing and records it, with a checksum, in the table
// schema_migrations: all of it or nothing. Safe when many programs start
// together: one works, the others wait.
//
// Errors: FailedPrecondition  an applied migration has another checksum than
//                             ours, or is unknown to us: a newer program was
//                             here before
//         those of Connection
absl::Status Migrate(Connection& connection,
                     std::span<const Migration> migrations, absl::Time now);

}  // namespace ritornello::sql
