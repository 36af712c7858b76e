// The wall to the catalogue: who owns what.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/royalties/model/rights.h"

namespace ritornello::royalties {

// Most queries of one call; the catalogue refuses more.
inline constexpr size_t kRightsQueryCountMax = 1'000;

// Implementations are safe for concurrent use.
class RightsSource {
 public:
  virtual ~RightsSource() = default;

  // Finds the tracks that `queries` name among those of `parent`,
  // "accounts/acme" or "accounts/-" for all, and the split sheets that hold on
  // the day of each query. One answer per query, in the order asked.
  //
  // The call ends at `deadline` and belongs to the trace `traceparent` (none
  // when empty).
  //
  // Errors: InvalidArgument   the catalogue refuses a query
  //         DeadlineExceeded  no answer until `deadline`
  //         Unavailable       the catalogue is away: try again later
  //
  // REQUIRES: 1..kRightsQueryCountMax queries; no database transaction is open
  // on this thread.
  virtual absl::StatusOr<std::vector<RightsAnswer>> BatchGetRights(
      absl::string_view parent, std::span<const RightsQuery> queries,
      absl::Time deadline, absl::string_view traceparent) = 0;
};

}  // namespace ritornello::royalties
