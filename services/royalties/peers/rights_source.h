// The wall to the catalogue: who owns what, and which accounts and libraries
// there are.
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

  // Whether the catalogue has the account, and the library, of that id.
  //
  // Errors: NotFound          it has not; reason ACCOUNT_NOT_FOUND or
  //                           LIBRARY_NOT_FOUND, naming libraries it has, and
  //                           how one is made
  //         DeadlineExceeded  as above
  //         Unavailable       as above
  //
  // REQUIRES: no database transaction is open on this thread.
  virtual absl::Status CheckAccount(absl::string_view account_id,
                                    absl::Time deadline,
                                    absl::string_view traceparent) = 0;
  virtual absl::Status CheckLibrary(absl::string_view library_id,
                                    absl::Time deadline,
                                    absl::string_view traceparent) = 0;
};

}  // namespace ritornello::royalties
