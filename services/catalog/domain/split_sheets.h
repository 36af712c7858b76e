// Which split sheets say something new, and recording them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/sql/connection.h"
#include "libs/sql/transaction.h"
#include "services/catalog/model/split_sheet.h"

namespace ritornello::catalog {

struct SubjectSheet {
  SheetSubject subject;
  SplitSheet sheet;
};

// The number of the next sheet of `right` behind `sheets`, which are of one
// subject.
int64_t NextSheetNumber(std::span<const SplitSheet> sheets, Right right);

// Gives number and time to those of `sheets` that say something new; true for
// each of these. A sheet is not new when the one that holds on its effective
// date has the same shares; those of earlier dates are looked at first, and of
// two for one date that which comes first. Once they are recorded, a second
// call with the same sheets finds none new, if none corrects another.
// Cost: two statements for each sql::kInListSizeMax tracks and works.
// REQUIRES: tracks and works that exist are locked; the sheets are normalized.
absl::StatusOr<std::vector<bool>> NumberNewSheets(
    sql::Connection& connection, std::span<SubjectSheet> sheets,
    absl::Time now);

// Records sheets, numbered as above, and has their tracks, and those of their
// works, assessed again.
// Errors: FailedPrecondition  a party does not exist: see MissingParties()
//         AlreadyExists       the number is taken: it was not locked
//         those of sql::Connection
absl::Status RecordSplitSheets(sql::Transaction& transaction,
                               std::span<const SubjectSheet> sheets,
                               absl::Time now);

}  // namespace ritornello::catalog
