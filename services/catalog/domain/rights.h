// Recording who owns what.
#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/request_log/request_log.h"
#include "libs/sql/pool.h"
#include "libs/time/clock.h"
#include "services/catalog/model/split_sheet.h"

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

}  // namespace ritornello::catalog
