// Changing what is known of libraries. A change reassesses every track.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/request_log/request_log.h"
#include "libs/sql/pool.h"
#include "libs/time/clock.h"
#include "services/catalog/model/library.h"
#include "services/catalog/model/vocabulary.h"

namespace ritornello::catalog {

struct LibraryChange {
  Library library;                // its id says which
  std::vector<std::string> mask;  // fields to take from it; empty: all
  std::optional<int64_t> expected_revision;
  bool allow_missing = false;  // make it if it does not exist, with all fields
};

// Safe for concurrent use. All must outlive it.
class Libraries {
 public:
  Libraries(sql::Pool& pool, const Clock& clock, const Vocabulary& vocabulary)
      : pool_(pool), clock_(clock), vocabulary_(vocabulary) {}

  // The library as it is now. A change that changes nothing writes nothing.
  //
  // Errors: InvalidArgument  on "library.…", see Normalize(), or "update_mask"
  //         NotFound         no such library, and it may not be made
  //         Aborted          ETAG_MISMATCH: expected_revision is not the
  //                          current one
  //         those of WriteOnce
  absl::StatusOr<Library> Update(const LibraryChange& change,
                                 const request_log::Request& request);

  // Makes `library` unless one with its id exists, which then stays as it is.
  // Errors: InvalidArgument as above.
  absl::Status AddMissing(const Library& library);

 private:
  absl::Status Insert(sql::Transaction& transaction, Library library,
                      absl::Time now);
  absl::Status Change(sql::Transaction& transaction,
                      const LibraryChange& change, const Library& before,
                      absl::Time now);

  sql::Pool& pool_;
  const Clock& clock_;
  const Vocabulary& vocabulary_;
};

}  // namespace ritornello::catalog
