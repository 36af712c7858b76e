// Rows of split sheets and of their shares. A sheet is never changed.
#pragma once

#include <map>
#include <set>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/sql/connection.h"
#include "libs/sql/transaction.h"
#include "services/catalog/model/names.h"
#include "services/catalog/model/split_sheet.h"

namespace ritornello::catalog {

template <typename Key>
struct SheetOf {
  Key subject;
  SplitSheet sheet;
};
using TrackSplitSheet = SheetOf<TrackKey>;
using WorkSplitSheet = SheetOf<WorkKey>;

// REQUIRES: tracks, works and parties exist, numbers are new in their subject
//           and right.
absl::Status InsertSplitSheets(sql::Transaction& transaction,
                               std::span<const TrackSplitSheet> sheets);
absl::Status InsertSplitSheets(sql::Transaction& transaction,
                               std::span<const WorkSplitSheet> sheets);

// All sheets of each of `tracks` or `works`, by right, then number; those
// without any are left out.
// Cost: one statement for each sql::kInListSizeMax of them.
absl::StatusOr<std::map<TrackKey, std::vector<SplitSheet>>> GetSplitSheets(
    sql::Connection& connection, const std::set<TrackKey>& tracks);
absl::StatusOr<std::map<WorkKey, std::vector<SplitSheet>>> GetWorkSplitSheets(
    sql::Connection& connection, const std::set<WorkKey>& works);

}  // namespace ritornello::catalog
