// Recording who owns what.
#pragma once

#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/request_log/request_log.h"
#include "libs/sql/pool.h"
#include "libs/sql/transaction.h"
#include "libs/time/clock.h"
#include "services/catalog/model/split_sheet.h"
#include "services/catalog/storage/split_sheet_store.h"

namespace ritornello::catalog {

// Safe for concurrent use. Both must outlive it.
class Rights {
 public:
  Rights(sql::Pool& pool, const Clock& clock) : pool_(pool), clock_(clock) {}

  // Records a sheet, also when it says what the one before says, and has the
  // track, or every track of the work, assessed again. The sheet gets its
  // number and time.
  //
  // Errors: InvalidArgument     on "split_sheet.…", see Normalize(); the
  //                             master of a work
  //         NotFound            no such track, work or party
  //         FailedPrecondition  TRACK_HAS_WORKS, for a right of the composition
  //                             at a track that records works
  //         those of WriteOnce
  absl::StatusOr<SplitSheet> Create(const SheetSubject& subject,
                                    SplitSheet sheet,
                                    const request_log::Request& request);

 private:
  sql::Pool& pool_;
  const Clock& clock_;
};

// Records those of `sheets` that say something new, and has their tracks, or
// all tracks of their works, assessed again; true for each that was recorded.
// A sheet is not new when the
// one that holds on its effective date has the same shares; those of earlier
// dates are recorded first. A second call with the same sheets records nothing.
//
// Errors: FailedPrecondition  a party does not exist: see MissingParties()
//         those of sql::Connection
// Cost:   a fixed number of statements for each sql::kInListSizeMax tracks, or
//         works.
// REQUIRES: the tracks or works exist, the sheets are normalized, none is of
// the master of a work, and no two are of one subject, right and date; see
// LockWorks().
absl::StatusOr<std::vector<bool>> SetSplitSheets(
    sql::Transaction& transaction, std::span<const TrackSplitSheet> sheets,
    absl::Time now);
absl::StatusOr<std::vector<bool>> SetSplitSheets(
    sql::Transaction& transaction, std::span<const WorkSplitSheet> sheets,
    absl::Time now);

}  // namespace ritornello::catalog
