// Recording who owns what, and telling it to who must pay.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/request_log/request_log.h"
#include "libs/sql/connection.h"
#include "libs/sql/pool.h"
#include "libs/sql/transaction.h"
#include "libs/time/clock.h"
#include "services/catalog/model/names.h"
#include "services/catalog/model/split_sheet.h"
#include "services/catalog/storage/split_sheet_store.h"

namespace ritornello::catalog {

// Safe for concurrent use. Both must outlive it.
class Rights {
 public:
  Rights(sql::Pool& pool, const Clock& clock) : pool_(pool), clock_(clock) {}

  // Records a sheet, also when it says what the one before says, and has the
  // track assessed again. The sheet gets its number and time.
  //
  // Errors: InvalidArgument  on "split_sheet.…", see Normalize()
  //         NotFound         no such track or party
  //         those of WriteOnce
  absl::StatusOr<TrackSplitSheet> Create(TrackSplitSheet sheet,
                                         const request_log::Request& request);

 private:
  sql::Pool& pool_;
  const Clock& clock_;
};

// Records those of `sheets` that say something new, and has their tracks
// assessed again; true for each that was recorded. A sheet is not new when the
// one that holds on its effective date has the same shares; those of earlier
// dates are recorded first. A second call with the same sheets records nothing.
//
// Errors: FailedPrecondition  a party does not exist: see MissingParties()
//         those of sql::Connection
// Cost:   a fixed number of statements for each sql::kInListSizeMax tracks.
// REQUIRES: the tracks exist, the sheets are normalized, and no two are of one
// track, right and date.
absl::StatusOr<std::vector<bool>> SetSplitSheets(
    sql::Transaction& transaction, std::span<const TrackSplitSheet> sheets,
    absl::Time now);

inline constexpr size_t kRightsQueryCountMax = 1'000;

struct RightsQuery {
  // One of them: a track's name or its id, or an ISRC. What is not well-formed
  // finds nothing.
  std::string track;
  std::string isrc;
  absl::CivilDay as_of_date;
};

struct RightsAnswer {
  enum class State { kFound, kNotFound, kAmbiguous };
  State state = State::kNotFound;
  // When kFound.
  TrackKey track;
  std::string title;
  std::string isrc;
  std::vector<SplitSheet> split_sheets;  // at most one of each right, in order
};

// One answer for each query, in order, looking through `account_id` or, when
// it is kAllAccounts, through all.
// Cost: at most four statements. REQUIRES: at most kRightsQueryCountMax.
absl::StatusOr<std::vector<RightsAnswer>> BatchGetRights(
    sql::Connection& connection, absl::string_view account_id,
    std::span<const RightsQuery> queries);

}  // namespace ritornello::catalog
