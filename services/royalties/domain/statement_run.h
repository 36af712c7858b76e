// The way of a statement into the ledger.
//
//   RECEIVED         its source must be a library of the catalogue, which is
//                    asked about its lines; what it answers is stored with them
//   RIGHTS_RESOLVED  all lines are matched with deals, and everything is posted
//                    in one database transaction
//   POSTED
//
// Each step looks at the state under a lock, so that many processes and any
// number of retries post once. While the catalogue is away the statement waits
// for it, visibly; see StatementRunner.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/sql/pool.h"
#include "libs/time/clock.h"
#include "services/royalties/domain/line_matcher.h"
#include "services/royalties/formats/statement_profile.h"
#include "services/royalties/model/names.h"
#include "services/royalties/model/statement.h"
#include "services/royalties/peers/rights_source.h"

namespace ritornello::royalties {

inline constexpr absl::string_view kWaitingForCatalogue = "catalog";

// Safe for concurrent use.
class StatementRun {
 public:
  // All must outlive this.
  StatementRun(sql::Pool& pool, const Clock& clock, RightsSource& rights,
               const StatementProfiles& profiles)
      : pool_(pool), clock_(clock), rights_(rights), profiles_(profiles) {}

  // Whether the catalogue has a library `source`; OK when it does not say until
  // `deadline`, and then Advance finds out.
  //
  // Errors: NotFound  it has none; reason LIBRARY_NOT_FOUND
  absl::Status CheckSource(absl::string_view source, absl::Time deadline,
                           absl::string_view traceparent);

  // Takes the statement as far as it goes and returns it as it then is. When
  // the catalogue does not answer until `deadline`, it waits for it. What does
  // not fit into the books is HELD, and so is what comes from a source that the
  // catalogue does not have, each time, until it has it.
  //
  // Errors: NotFound     no such statement
  //         Unavailable  the database is away; call again
  //         any other    the catalogue refuses to answer: somebody must see to
  //                      it; the statement waits
  absl::StatusOr<Statement> Advance(const StatementKey& key,
                                    absl::Time deadline,
                                    absl::string_view traceparent);

  // Tries up to `count_max` statements that are on their way, oldest first, as
  // long as the catalogue answers each call in time, and returns the first
  // error, having tried all. Ends early when told to stop.
  absl::Status AdvanceUnfinished(size_t count_max, const Patience& patience);

 private:
  absl::StatusOr<Statement> AdvanceWith(const StatementKey& key,
                                        const Patience& patience,
                                        absl::string_view traceparent);
  absl::Status ResolveRights(const Statement& statement,
                             const Patience& patience,
                             absl::string_view traceparent);
  absl::Status Wait(const StatementKey& key);
  absl::Status Post(const StatementKey& key);
  absl::Status Ask(const Statement& statement, const Patience& patience,
                   absl::string_view traceparent, RightsTable& table);
  absl::Status Hold(const Statement& read, absl::string_view reason);

  sql::Pool& pool_;
  const Clock& clock_;
  RightsSource& rights_;
  const StatementProfiles& profiles_;
};

}  // namespace ritornello::royalties
