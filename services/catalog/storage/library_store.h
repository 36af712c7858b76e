// Rows of libraries and of their lists.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/connection.h"
#include "libs/sql/transaction.h"
#include "services/catalog/model/library.h"

namespace ritornello::catalog {

// Whether it was inserted: false, and nothing is done, when the id is taken.
absl::StatusOr<bool> InsertLibrary(sql::Transaction& transaction,
                                   const Library& library);

// Writes all fields and the revision of `library`. Aborted when the row is no
// longer of the revision before: somebody else was faster.
absl::Status UpdateLibrary(sql::Transaction& transaction,
                           const Library& library);

// NotFound with reason LIBRARY_NOT_FOUND.
absl::StatusOr<Library> GetLibrary(sql::Connection& connection,
                                   absl::string_view library_id);

// Those of `library_ids` that are no library.
// Cost: one statement for each sql::kInListSizeMax.
absl::StatusOr<std::set<std::string>> MissingLibraries(
    sql::Connection& connection, const std::set<std::string>& library_ids);

// The first `count_max` libraries behind `after_id`, by id.
// Cost: two statements.
absl::StatusOr<std::vector<Library>> ListLibraries(sql::Connection& connection,
                                                   absl::string_view after_id,
                                                   size_t count_max);

}  // namespace ritornello::catalog
