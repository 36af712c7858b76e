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

struct TrackSplitSheet {
  TrackKey track;
  SplitSheet sheet;
};

// REQUIRES: tracks and parties exist, numbers are new in their track and
//           right.
absl::Status InsertSplitSheets(sql::Transaction& transaction,
                               std::span<const TrackSplitSheet> sheets);

// All sheets of each of `tracks`, by right, then number; tracks without any
// are left out. Cost: one statement for each sql::kInListSizeMax tracks.
absl::StatusOr<std::map<TrackKey, std::vector<SplitSheet>>> GetSplitSheets(
    sql::Connection& connection, const std::set<TrackKey>& tracks);

}  // namespace ritornello::catalog
