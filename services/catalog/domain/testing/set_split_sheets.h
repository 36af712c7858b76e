// Recording split sheets as ingestion does. Tests only.
#pragma once

#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/sql/transaction.h"
#include "libs/status/status_macros.h"
#include "services/catalog/domain/split_sheets.h"
#include "services/catalog/storage/split_sheet_store.h"

namespace ritornello::catalog::testing {

// Records those of `sheets` that say something new; true for each of these.
template <typename Key>
absl::StatusOr<std::vector<bool>> SetSplitSheets(
    sql::Transaction& transaction, const std::vector<SheetOf<Key>>& sheets,
    absl::Time now) {
  std::vector<SubjectSheet> numbered;
  for (const auto& [subject, sheet] : sheets) {
    numbered.push_back({subject, sheet});
  }
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<bool> is_new,
      NumberNewSheets(transaction.connection(), numbered, now));
  std::vector<SubjectSheet> fresh;
  for (size_t i = 0; i < numbered.size(); ++i) {
    if (is_new[i]) fresh.push_back(std::move(numbered[i]));
  }
  RITORNELLO_RETURN_IF_ERROR(RecordSplitSheets(transaction, fresh, now));
  return is_new;
}

}  // namespace ritornello::catalog::testing
