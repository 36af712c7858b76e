// Taking in, letting go on and voiding statements.
#pragma once

#include <functional>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "libs/sql/pool.h"
#include "libs/sql/transaction.h"
#include "libs/time/clock.h"
#include "services/royalties/domain/spooled_file.h"
#include "services/royalties/formats/statement_profile.h"
#include "services/royalties/model/statement.h"

namespace ritornello::royalties {

// Files that are stored at the same time. Each holds a connection of the pool,
// also while it waits for another of its source; with the calls at work beside
// them, they must leave some. What is beyond waits without one.
inline constexpr int kImportCountMax = 6;
inline constexpr absl::Duration kImportWaitMax = absl::Minutes(1);

// Safe for concurrent use.
class Statements {
 public:
  // All must outlive this. Imports wait for others at most `wait_max`.
  Statements(sql::Pool& pool, const Clock& clock,
             const StatementProfiles& profiles,
             absl::Duration wait_max = kImportWaitMax)
      : pool_(pool), clock_(clock), profiles_(profiles), wait_max_(wait_max) {}

  // Stores the statement that `file` holds, whole or not at all, RECEIVED or
  // HELD; StatementRun takes it on from there. The same file for the same
  // source, account and period is the same statement, unless that is void: it
  // is returned as it stands.
  //
  // It is HELD if a declared total, given or in the file, differs from the sum
  // of the lines by more than the profile allows, if the profile says so of a
  // line, if there is another file for the same source, account, period and
  // currency, or the same file for any other, or if a line that says when it
  // was used came before, word for word, in a file of another month of the same
  // source and account; void ones do not count. A total that comes with the
  // same file again replaces the one that was given, and may let the statement
  // go on, unless another has gone into the books since that it was not held
  // for.
  //
  // Where the file says in which month the source reported a line, that must be
  // the statement's; of a range (see StatementHeader) only such lines are
  // taken, and its other months are no rivals.
  //
  // Errors: InvalidArgument  see Validate(StatementHeader), FindLayout,
  //                          StatementCsvReader and StatementMonths; a file
  //                          without lines, or one that is not what the header
  //                          says of it; the same file was imported in another
  //                          currency
  //         NotFound         no such book
  //         FailedPrecondition  a total comes with a file that is not held any
  //                          more, and is not that of its lines; reason
  //                          STATEMENT_NOT_HELD
  //         OutOfRange       the sum of the lines does not fit
  //         ResourceExhausted  kImportCountMax others have taken all of the
  //         time
  //                          there is to wait: import again
  //         Unavailable      the outcome is unknown: import again
  absl::StatusOr<Statement> Import(const StatementHeader& header,
                                   const SpooledFile& file);

  // Lets a held statement go on; Import and Release do not hold it for the same
  // reasons again. One that was released before is returned as it stands.
  //
  // Errors: NotFound            no such statement
  //         FailedPrecondition  it was never held; reason STATEMENT_NOT_HELD
  absl::StatusOr<Statement> Release(const StatementKey& key);

  // Reverses everything the statement posted, resolutions of its suspense
  // included, into its own period, or the first open month when that is
  // closed. A void statement is returned as it stands.
  //
  // Errors: InvalidArgument  `reason` is not 1..kVoidReasonSizeMax bytes
  //         NotFound         no such statement
  absl::StatusOr<Statement> Void(const StatementKey& key,
                                 absl::string_view reason);

 private:
  // Waits for its turn to call `store` in a transaction.
  absl::Status InTurn(
      const std::function<absl::Status(sql::Transaction&)>& store);

  sql::Pool& pool_;
  const Clock& clock_;
  const StatementProfiles& profiles_;
  const absl::Duration wait_max_;
  absl::Mutex mutex_;
  int import_count_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace ritornello::royalties
