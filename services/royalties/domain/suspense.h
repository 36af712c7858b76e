// Trying lines in suspense again.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/sql/pool.h"
#include "libs/time/clock.h"
#include "services/royalties/model/matching.h"
#include "services/royalties/model/names.h"
#include "services/royalties/model/statement.h"
#include "services/royalties/peers/rights_source.h"

namespace ritornello::royalties {

inline constexpr size_t kLineMatchCountMax = 10'000;

// A person's word on whose a line is.
struct LineMatch {
  int64_t ordinal = 0;
  std::string track;  // "accounts/acme/tracks/nocturne-1f00aa3c"
};

// Safe for concurrent use.
class Suspense {
 public:
  // All must outlive this.
  Suspense(sql::Pool& pool, const Clock& clock, RightsSource& rights)
      : pool_(pool), clock_(clock), rights_(rights) {}

  // Tries the lines that `matches` name with the tracks it gives them, or every
  // suspended line when it is empty, against the catalogue and the deals as
  // they are now. What matches is posted and divided in one step; the rest
  // stays, with its reason of today. Returns the statement as it then is. A
  // line that is matched to the very track already is passed over, so that a
  // retry is safe.
  //
  // Errors: InvalidArgument     more than kLineMatchCountMax matches, a line
  //                             that is not of the statement, is named twice or
  //                             is not in suspense, or a malformed track name;
  //                             on "matches[i].ordinal" or "matches[i].track"
  //         NotFound            no such statement or track
  //         FailedPrecondition  the statement is not POSTED; reason
  //                             STATEMENT_NOT_POSTED
  //         Aborted             others keep changing the statement
  //         Unavailable         the catalogue or the database is away; nothing
  //                             is posted, or the outcome is unknown
  absl::StatusOr<Statement> Resolve(const StatementKey& key,
                                    std::span<const LineMatch> matches,
                                    absl::Time deadline,
                                    absl::string_view traceparent);

 private:
  // Tracks by ordinal of the line; nothing means all lines as they are.
  using Tracks = std::map<int64_t, std::string>;

  absl::StatusOr<Statement> ResolveOnce(const StatementKey& key,
                                        std::span<const LineMatch> matches,
                                        absl::Time deadline,
                                        absl::string_view traceparent);
  absl::Status Ask(const Statement& statement,
                   std::span<const LineMatch> matches, Tracks& tracks,
                   RightsTable& table);
  absl::Status Post(const Statement& statement, const Tracks& tracks,
                    const RightsTable& table);

  sql::Pool& pool_;
  const Clock& clock_;
  RightsSource& rights_;
};

}  // namespace ritornello::royalties
