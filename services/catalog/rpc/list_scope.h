// What a list is of: an account or one of its tracks, and perhaps one library.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/sql/connection.h"

namespace ritornello::catalog {

struct ListScope {
  std::string account_id;
  std::optional<std::string> track_id;    // absent: all tracks
  std::optional<std::string> library_id;  // absent: all libraries
};

// Of the fields `parent`, "accounts/acme" or "accounts/acme/tracks/nocturne",
// and `library`, which may be empty. InvalidArgument naming the one that is
// malformed.
absl::StatusOr<ListScope> ParseListScope(const std::string& parent,
                                         const std::string& library);

// NotFound unless all that it names exists.
absl::Status RequireExists(sql::Connection& connection, const ListScope& scope);

}  // namespace ritornello::catalog
